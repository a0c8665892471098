import { InitialSchema1795824000000 } from './1795824000000-initial-schema.js';

/**
 * Every migration, in order: named here rather than found in the folder, where a build leaves those of other branches.
 * A test compares both.
 */
export const MIGRATIONS = [InitialSchema1795824000000];

export const MIGRATIONS_TABLE = 'schema_migrations';
