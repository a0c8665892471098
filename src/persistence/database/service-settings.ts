import type { Database } from './database.js';
import { isDuplicateKey } from './duplicate-key.js';
import { ServiceSetting } from './service-setting.entity.js';

/**
 * Reads a setting, or creates it once for all processes: the first process to ask decides its value for good.
 * @param make returns the value when none is stored
 * @returns the value, and whether this call created it
 */
export async function settleSetting(
  database: Database,
  name: string,
  make: () => string,
): Promise<{ readonly value: string; readonly made: boolean }> {
  const stored = await readSetting(database, name);
  if (stored !== null) return { value: stored, made: false };
  const value = make();
  try {
    await database.entities((manager) => manager.insert(ServiceSetting, { name, value }));
    return { value, made: true };
  } catch (error) {
    // Another process created the setting in the meantime.
    const theirs = isDuplicateKey(error) ? await readSetting(database, name) : null;
    if (theirs === null) throw error;
    return { value: theirs, made: false };
  }
}

/** A stored setting; null when there is none. */
export async function readSetting(database: Database, name: string): Promise<string | null> {
  const setting = await database.entities((manager) => manager.findOneBy(ServiceSetting, { name }));
  return setting?.value ?? null;
}
