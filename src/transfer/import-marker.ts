import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Statements } from '../persistence/database/database.js';

/** The row of `service_settings` that says that a tenant is being imported, and until when at the latest. */
const MARKER = 'tenant-import:';
/** An import that has written nothing for so long has died. */
const LEASE_MS = 300_000;
const ROWS_A_BATCH = 2000;
const PAUSE_MS = 20;

/** What an import writes before its tenant exists. */
export const IMPORTED_TABLES = [
  'attribute_values',
  'group_members',
  'users',
  '`groups`',
  'resource_counts',
] as const;

export interface Marker {
  readonly tenantId: string;
  /** The time of its end, in milliseconds since 1970. */
  readonly value: string;
}

/** The name of the marker's row. */
export function markerName(tenantId: string): string {
  return MARKER + tenantId;
}

export function newMarker(tenantId: string, now: number): Marker {
  return { tenantId, value: String(now + LEASE_MS) };
}

/** Markers whose time has passed. */
export async function expiredMarkers(database: Pick<Database, 'rows'>, now: number): Promise<Marker[]> {
  const rows = await database.rows<{ name: string; value: string }>(
    'SELECT name, value FROM service_settings WHERE name >= ? AND name < ?',
    // Of all names that begin with the prefix: ";" follows ":" in ASCII.
    [MARKER, MARKER.replace(':', ';')],
  );
  return rows
    .filter(({ value }) => Number(value) <= now)
    .map(({ name, value }) => ({ tenantId: name.slice(MARKER.length), value }));
}

/**
 * Prolongs a marker, and locks it until the transaction ends.
 * @returns false when another process has taken it over
 */
export async function prolong(tx: Statements, before: Marker, after: Marker): Promise<boolean> {
  const matched = await tx.run('UPDATE service_settings SET value = ? WHERE name = ? AND value = ?', [
    after.value,
    markerName(before.tenantId),
    before.value,
  ]);
  return matched > 0;
}

/** Removes all that an import has written, then its marker. */
export async function removeImported(database: Database, tenantId: string): Promise<void> {
  for (const table of IMPORTED_TABLES) {
    const sql = `DELETE FROM ${table} WHERE tenant_id = ? LIMIT ${ROWS_A_BATCH}`;
    while ((await database.transaction((tx) => tx.run(sql, [tenantId]))) > 0) await sleep(PAUSE_MS);
  }
  await database.transaction((tx) =>
    tx.run('DELETE FROM service_settings WHERE name = ?', [markerName(tenantId)]),
  );
}

/** Removes what imports have left whose process has died. */
export async function removeExpired(database: Database, now: number): Promise<number> {
  const markers = await expiredMarkers(database, now);
  for (const marker of markers) {
    const next = newMarker(marker.tenantId, now);
    const isOurs = await database.transaction((tx) => prolong(tx, marker, next));
    if (isOurs) await removeImported(database, marker.tenantId);
  }
  return markers.length;
}
