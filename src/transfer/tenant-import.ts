import type { Database } from '../persistence/database/database.js';
import { fileLines } from './file-lines.js';
import { readManifest } from './file-manifest.js';
import { FileRefused } from './file-refusal.js';
import { refuseTaken, storeTenant, type Imported, type NoteImport } from './imported-tenant.js';
import { ImportRun } from './import-run.js';

/**
 * Imports the file of a tenant, under a new id, with provisioning switched off. Nothing of it can be seen before all of it
 * is there; nothing is left of an import that fails.
 * @param note records the import in its last transaction
 * @throws FileRefused
 */
export async function importTenant(
  database: Database,
  file: AsyncIterable<Buffer>,
  note: NoteImport,
): Promise<Imported> {
  const lines = fileLines(file);
  const first = await lines.next();
  if (first.done === true) throw new FileRefused(1, 'the file is empty');
  const tenant = readManifest(first.value);
  await refuseTaken(database, tenant);
  const run = new ImportRun(database, tenant);
  try {
    let { number: last } = first.value;
    for await (const line of lines) {
      await run.take(line);
      last = line.number;
    }
    return await storeTenant(database, tenant, await run.finish(last), note);
  } catch (error) {
    await run.discard();
    throw error;
  }
}
