import { InitialSchema1795824000000 } from './1795824000000-initial-schema.js';
import { RequestRates1795910400000 } from './1795910400000-request-rates.js';
import { TenantSummaries1796083200000 } from './1796083200000-tenant-summaries.js';
import { PersonSessions1796169600000 } from './1796169600000-person-sessions.js';
import { OpenIdProvider1796256000000 } from './1796256000000-openid-provider.js';
import { RolesAndOperators1796342400000 } from './1796342400000-roles-and-operators.js';
import { BeforeItEnds1796428800000 } from './1796428800000-before-it-ends.js';
import { ForSupport1796515200000 } from './1796515200000-for-support.js';
import { ApplicationSecretSuccessors1796601600000 } from './1796601600000-application-secret-successors.js';
import { SignedInPeople1796688000000 } from './1796688000000-signed-in-people.js';

/**
 * Every migration, in order. Listed rather than found in the folder, where builds of other branches leave their files;
 * a test compares both.
 */
export const MIGRATIONS = [
  InitialSchema1795824000000,
  RequestRates1795910400000,
  TenantSummaries1796083200000,
  PersonSessions1796169600000,
  OpenIdProvider1796256000000,
  RolesAndOperators1796342400000,
  BeforeItEnds1796428800000,
  ForSupport1796515200000,
  ApplicationSecretSuccessors1796601600000,
  SignedInPeople1796688000000,
];

export const MIGRATIONS_TABLE = 'schema_migrations';
