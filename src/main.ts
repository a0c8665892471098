import cluster from 'node:cluster';
import { readConfig, type Config } from './config.js';
import { failStart } from './failed-start.js';
import { createLogger } from './logger.js';
import { misspeltSettings } from './misspelt-settings.js';
import { Supervisor } from './workers/supervisor.js';

/** Starts the service; a start that fails says why in one line a reason and ends the process with 1. */
async function main(): Promise<void> {
  const config = readConfig();
  if (cluster.isPrimary) nameMisspelt(config);
  if (config.workers > 1 && cluster.isPrimary) {
    process.exit(await new Supervisor(config.workers, createLogger(config)).run());
  }
  // Loaded where it is needed: a supervisor stays small.
  const { serve } = await import('./serve.js');
  await serve(config);
}

/** A warning is enough: the variable may be meant for another program. */
function nameMisspelt(config: Config): void {
  const misspelt = misspeltSettings(process.env);
  if (misspelt.length === 0) return;
  const logger = createLogger(config);
  for (const each of misspelt)
    logger.warn(each, `Unknown variable ${each.variable}: is ${each.meant} meant?`);
  logger.flush();
}

main().catch(failStart);
