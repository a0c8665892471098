/** The settings of `DATABASE_…` that say which database is used, and how. */

import { readFileSync } from 'node:fs';

/** The words for no. */
export const OFF = /^(?:off|false|no|0)$/i;

export type DatabaseTarget =
  | { readonly kind: 'sqlite'; readonly path: string }
  | {
      readonly kind: 'mysql';
      readonly url: string;
      readonly tls: DatabaseTls;
      readonly dialect: DatabaseDialect;
      /** Whether a server that is in no group is refused, as if it were down. */
      readonly needsGroup: boolean;
    };

export type MysqlTarget = Extract<DatabaseTarget, { kind: 'mysql' }>;

const DATABASE_DIALECTS = ['auto', 'mysql', 'portable'] as const;
/** Which SQL is sent to MySQL: that of MySQL, that of servers like it, or what the server's version asks for. */
export type DatabaseDialect = (typeof DATABASE_DIALECTS)[number];

/** Whether connections to MySQL are encrypted, and by which certificates, in PEM, the server has to be known. */
export type DatabaseTls = 'off' | 'required' | { readonly ca: string };

/** A comma between the last `@`, if any, and the path. */
const SEVERAL_HOSTS = /^mysql:\/\/(?:[^/]*@)?[^/@]*,[^/@]*(?:\/|$)/;

/** The value is never repeated in the message: it may hold a password. */
export function parseDatabaseUrl(text: string, rest: Omit<MysqlTarget, 'kind' | 'url'>): DatabaseTarget {
  const expected = 'expected sqlite:./path/to/file.sqlite or mysql://user:password@host:port/database';
  if (text.startsWith('sqlite:')) {
    const path = text.slice('sqlite:'.length).replace(/^\/\/(?=[/.])/, '');
    if (path === '' || path === ':memory:')
      throw new Error(`${expected} (a file: readers and the writer share it)`);
    return { kind: 'sqlite', path };
  }
  if (SEVERAL_HOSTS.test(text)) {
    throw new Error(`${expected}, with one host: that of a proxy that leads to the primary of several`);
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'mysql:' || url.hostname === '' || url.pathname.length < 2) throw new Error(expected);
  // The driver would heed them on some connections only.
  if (url.search !== '' || url.hash !== '')
    throw new Error(`${expected}, without parameters: DATABASE_TLS says whether connections are encrypted`);
  return { kind: 'mysql', url: text, ...rest };
}

export function parseDatabaseCluster(text: string): boolean {
  if (OFF.test(text)) return false;
  if (/^group-replication$/i.test(text)) return true;
  throw new Error(`expected off or group-replication, got "${text}"`);
}

export function parseDatabaseDialect(text: string): DatabaseDialect {
  const dialect = DATABASE_DIALECTS.find((known) => known === text.toLowerCase());
  if (dialect === undefined) throw new Error(`expected ${DATABASE_DIALECTS.join(', ')}, got "${text}"`);
  return dialect;
}

export function parseDatabaseTls(text: string): DatabaseTls {
  if (OFF.test(text)) return 'off';
  if (/^required$/i.test(text)) return 'required';
  const expected = `expected off, required, or the path of a file with CA certificates (PEM), got "${text}"`;
  let ca: string;
  try {
    ca = readFileSync(text, 'utf8');
  } catch (error) {
    throw new Error(`${expected}, which cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
  if (!ca.includes('-----BEGIN CERTIFICATE-----')) throw new Error(`${expected}, which holds no certificate`);
  return { ca };
}
