import { upgradeOf, type Upgrade } from '../migrations/upgrade.js';

interface Migration {
  readonly name: string;
}

/** What lies between a database and this release. */
export interface UpgradeFound {
  /** The migrations that are to be applied, in order. */
  readonly pending: readonly { readonly name: string; readonly upgrade: Upgrade }[];
  readonly isRolling: boolean;
  /** What follows, in the names of npm scripts. */
  readonly then: readonly string[];
}

/** A migration that does not say what it means is not taken for harmless. */
const SILENT: Upgrade = { besideLastRelease: 'stop-first', reason: 'it does not say what it means' };

/**
 * Compares the migrations of a database with those of this release.
 * @param applied names of the migrations that the database has; empty for a new database
 * @throws Error when the database has a migration of a later release
 */
export function checkUpgrade(applied: readonly string[], migrations: readonly Migration[]): UpgradeFound {
  const known = migrations.map(({ name }) => name);
  const later = applied.find((name) => !known.includes(name));
  if (later !== undefined) {
    throw new Error(`the database is of a later release: this one does not know the migration ${later}`);
  }
  const pending = migrations
    .filter(({ name }) => !applied.includes(name))
    .map((migration) => ({ name: migration.name, upgrade: upgradeOf(migration) ?? SILENT }));
  // Nobody uses a database without a schema.
  const isNew = applied.length === 0;
  return {
    pending,
    isRolling: isNew || pending.every(({ upgrade }) => upgrade.besideLastRelease === 'rolling'),
    then: isNew ? [] : [...new Set(pending.flatMap(({ upgrade }) => upgrade.then ?? []))],
  };
}
