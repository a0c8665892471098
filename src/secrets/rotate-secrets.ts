import type { Database } from '../persistence/database/database.js';
import { keyIdOf, type SecretKeys } from './secret-keys.js';
import { sealedColumns, type SealedColumnPlace } from './sealed-column.js';

const ROWS_A_BATCH = 100;

/** What became of the secrets of one column. */
export interface RotatedColumn {
  readonly place: SealedColumnPlace;
  readonly encrypted: number;
  /** Secrets whose key is not here, so that they were left as they are. */
  readonly unreadable: number;
}

interface SealedRow {
  readonly id: string;
  readonly sealed: string;
}

/**
 * Encrypts every secret under the current key that is under another one. It works beside the running service, and
 * continues where an earlier run has ended.
 */
export async function rotateSecrets(database: Database, keys: SecretKeys): Promise<RotatedColumn[]> {
  const rotated: RotatedColumn[] = [];
  for (const place of sealedColumns()) rotated.push(await rotateColumn(database, keys, place));
  return rotated;
}

/** The ids of the keys that secrets are stored under, with what does not work without them. */
export async function keysInUse(database: Database): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const uses = new Map<string, Set<string>>();
  for (const { table, column, use } of sealedColumns()) {
    const rows = await database.rows<{ header: string }>(
      `SELECT DISTINCT SUBSTR(${column}, 1, 12) AS header FROM ${table}`,
    );
    for (const { header } of rows) {
      const id = keyIdOf(`${header}x`);
      uses.set(id, (uses.get(id) ?? new Set()).add(use));
    }
  }
  return uses;
}

async function rotateColumn(
  database: Database,
  keys: SecretKeys,
  place: SealedColumnPlace,
): Promise<RotatedColumn> {
  const { table, column, key } = place;
  let after = '';
  let encrypted = 0;
  let unreadable = 0;
  for (;;) {
    const rows = await database.rows<SealedRow>(
      `SELECT ${key} AS id, ${column} AS sealed FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${ROWS_A_BATCH}`,
      [after],
    );
    for (const { id, sealed } of rows) {
      if (keyIdOf(sealed) === keys.currentId) continue;
      if (!keys.has(keyIdOf(sealed))) {
        unreadable++;
        continue;
      }
      const fresh = keys.seal(keys.open(sealed, { table, column, id }), { table, column, id });
      // What the service has changed meanwhile is under the current key already.
      encrypted += await database.transaction((tx) =>
        tx.run(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ? AND ${column} = ?`, [fresh, id, sealed]),
      );
    }
    const last = rows.at(-1);
    if (rows.length < ROWS_A_BATCH || last === undefined) return { place, encrypted, unreadable };
    after = last.id;
  }
}
