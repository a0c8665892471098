import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

/*
 * Writes the write-ahead log back in a thread of its own. Plain JavaScript, so that it can be started as it is, with the
 * file of the database and that of the driver. It answers each `checkpoint`, and ends after `close`.
 */
const { path, driver } = workerData;
const Sqlite = createRequire(import.meta.url)(driver);
const database = new Sqlite(path, { fileMustExist: true });

parentPort.on('message', (order) => {
  if (order === 'close') {
    database.close();
    parentPort.close();
    return;
  }
  try {
    database.pragma('wal_checkpoint(PASSIVE)');
  } catch {
    // The log stays as it is, and is written back later: the changes are in it already.
  }
  parentPort.postMessage('done');
});
