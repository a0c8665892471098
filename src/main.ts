import cluster from 'node:cluster';
import { readConfig } from './config.js';
import { failStart } from './failed-start.js';
import { createLogger } from './logger.js';
import { Supervisor } from './workers/supervisor.js';

/** Starts the service; a start that fails says why in one line a reason and ends the process with 1. */
async function main(): Promise<void> {
  const config = readConfig();
  if (config.workers > 1 && cluster.isPrimary) {
    process.exit(await new Supervisor(config.workers, createLogger(config)).run());
  }
  // Loaded where it is needed: a supervisor stays small.
  const { serve } = await import('./serve.js');
  await serve(config);
}

main().catch(failStart);
