import { readConfig } from '../../config.js';
import { failStart } from '../../failed-start.js';
import { printTenant, printTotal } from '../verify/verify-report.js';
import { fileArgument } from './file-argument.js';
import { restore } from './restore.js';

/** `npm run restore -- FILE`: puts a backup in the place of the SQLite database, which no service has open. */
async function main(): Promise<void> {
  const config = readConfig();
  const { file, path } = fileArgument('restore', process.argv.slice(2), config);
  const { verified, kept } = await restore(file, path, config, printTenant);
  console.log(`restored ${path}${kept === null ? '' : `; what was there is kept in ${kept}`}`);
  printTotal(verified);
}

main().catch(failStart);
