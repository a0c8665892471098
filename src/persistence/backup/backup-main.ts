import { readConfig } from '../../config.js';
import { failStart } from '../../failed-start.js';
import { printTenant, printTotal } from '../verify/verify-report.js';
import { backUp } from './backup.js';
import { fileArgument } from './file-argument.js';

/** `npm run backup -- FILE`: a checked copy of the SQLite database, beside a running service. */
async function main(): Promise<void> {
  const config = readConfig();
  const { file, path } = fileArgument('backup', process.argv.slice(2), config);
  const verified = await backUp(path, file, config, printTenant);
  console.log(`backed up to ${file}`);
  printTotal(verified);
}

main().catch(failStart);
