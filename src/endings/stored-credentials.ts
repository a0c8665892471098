import type { StoredCredential } from './missed-credentials.js';

/** Rows by whose they are, with their times as numbers, which some drivers read as texts. */
export function groupedBy<Row extends StoredCredential>(
  rows: readonly Row[],
  ownerOf: (row: Row) => string,
): Map<string, StoredCredential[]> {
  const grouped = new Map<string, StoredCredential[]>();
  for (const row of rows) {
    const owner = ownerOf(row);
    const of = grouped.get(owner);
    if (of === undefined) grouped.set(owner, [withNumbers(row)]);
    else of.push(withNumbers(row));
  }
  return grouped;
}

function withNumbers(row: StoredCredential): StoredCredential {
  return {
    ...row,
    createdAt: Number(row.createdAt),
    expiresAt: millis(row.expiresAt),
    retiresAt: millis(row.retiresAt),
    lastUsedAt: millis(row.lastUsedAt),
  };
}

function millis(value: number | string | null): number | null {
  return value === null ? null : Number(value);
}
