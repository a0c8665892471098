import type { Config } from './config.js';
import type { Logger } from './logger.js';
import { SCIM_PATH } from './http/scim-path.js';

/** Says where the service is to be found: in plain text where somebody reads, otherwise in the log. */
export function announce(url: string, config: Pick<Config, 'publicUrl' | 'docs'>, logger: Logger): void {
  const addresses = addressesAt(config.publicUrl ?? withName(url), config.docs !== 'off');
  if (process.stdout.isTTY) {
    const lines = Object.entries(addresses).map(([what, address]) => `${what.padEnd(10)}${address}\n`);
    process.stdout.write(`\n${lines.join('')}\n`);
  } else logger.info(addresses, 'Ready');
}

function addressesAt(base: string, hasDocs: boolean): Readonly<Record<string, string>> {
  return {
    console: `${base}/console`,
    ...(hasDocs ? { docs: `${base}/docs` } : {}),
    scim: base + SCIM_PATH,
    admin: `${base}/admin/v1`,
  };
}

/** An address that stands for all of the machine is none that a browser could open. */
function withName(url: string): string {
  return url.replace(/^http:\/\/(?:0\.0\.0\.0|\[::1?\])(?=:|$)/, 'http://localhost');
}
