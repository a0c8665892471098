import { createRequire } from 'node:module';
import process from 'node:process';

/*
 * Carries out searches in a process of its own, one at a time: the driver is synchronous, and a statement of it cannot
 * be ended but with its process. Plain JavaScript, so that it can be started as it is, with the file of the database and
 * that of the driver. It sends `null` when it is ready, and for each `{ sql, params }` that it is sent `{ rows }` or
 * `{ error: { message, code } }`.
 */
const [, , path, driver] = process.argv;
const Sqlite = createRequire(import.meta.url)(driver);
const database = new Sqlite(path, { readonly: true });

process.on('message', ({ sql, params }) => {
  try {
    process.send?.({ rows: database.prepare(sql).all(...params) });
  } catch (error) {
    process.send?.({ error: { message: error.message, code: error.code } });
  }
});
// With the service, not before it: a terminal sends its signals to both.
process.on('disconnect', () => process.exit());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
process.send?.(null);
