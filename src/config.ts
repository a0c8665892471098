/** The environment, read once: the only place that looks at `process.env`. */

import {
  OFF,
  parseDatabaseCluster,
  parseDatabaseDialect,
  parseDatabaseTls,
  parseDatabaseUrl,
  type DatabaseDialect,
  type DatabaseTarget,
  type DatabaseTls,
  type MysqlTarget,
} from './database-settings.js';
import { ENTRA_LOGIN_ORIGINS, parseLoginHosts } from './login-hosts.js';
import { readOperators, type OperatorSettings } from './operator-settings.js';
import { withSecretsOfFiles } from './secret-files.js';
import { parseSecretKey } from './secrets/secret-key-text.js';
import { readSmtp, type SmtpSettings } from './smtp-settings.js';
import { readSso, type SsoApplication } from './sso-settings.js';
import { parseToken } from './token-setting.js';
import { parseTrustProxy, type TrustedProxies } from './trust-proxy.js';

/** Every variable that the service reads. */
export const SETTINGS = [
  'PORT',
  'HOST',
  'PUBLIC_URL',
  'DATABASE_URL',
  'DATABASE_POOL_SIZE',
  'DATABASE_DIALECT',
  'DATABASE_CLUSTER',
  'DATABASE_TLS',
  'MIGRATE_ON_START',
  'ADMIN_TOKEN',
  'METRICS_TOKEN',
  'SECRETS_KEY',
  'SECRETS_KEY_PREVIOUS',
  'ENTRA_LOGIN_HOSTS',
  'SSO_CLIENT_ID',
  'SSO_CLIENT_SECRET',
  'SSO_CLIENT_KEY_FILE',
  'LOG_RETENTION_DAYS',
  'AUDIT_RETENTION_DAYS',
  'PROVISIONING_LOG',
  'LOG_LEVEL',
  'TRUST_PROXY',
  'WORKERS',
  'MAX_CONNECTIONS',
  'DOCS',
  'RATE_LIMIT',
  'OPERATOR_TENANT_ID',
  'OPERATOR_OWNERS',
  'OPERATOR_SUPPORT',
  'OPERATOR_READERS',
  'SMTP_URL',
  'SMTP_FROM',
] as const;
type Setting = (typeof SETTINGS)[number];

/** Each can be in a file instead, which the variable of this name and `_FILE` names. */
export const SECRET_SETTINGS = [
  'DATABASE_URL',
  'ADMIN_TOKEN',
  'METRICS_TOKEN',
  'SECRETS_KEY',
  'SECRETS_KEY_PREVIOUS',
  'SSO_CLIENT_SECRET',
  'SMTP_URL',
] as const satisfies Setting[];

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const DOCS_AUDIENCES = ['off', 'admin', 'public'] as const;
export type DocsAudience = (typeof DOCS_AUDIENCES)[number];

export type { DatabaseTarget, DatabaseTls, DatabaseDialect, MysqlTarget, SmtpSettings, SsoApplication };

export interface Config {
  /** TCP port; 0 lets the system choose one. */
  readonly port: number;
  readonly host: string;
  /** Base of every `meta.location`, without a trailing slash; `null` takes it from each request. */
  readonly publicUrl: string | null;
  readonly database: DatabaseTarget;
  /** Connections kept to MySQL; SQLite always has one writer and one reader. */
  readonly databasePoolSize: number;
  /** `null` (SQLite only): generated at first start. */
  readonly adminToken: string | null;
  /** Lets Prometheus read `/metrics` and nothing else; `null` leaves that to the admin token. */
  readonly metricsToken: string | null;
  /** Keys that secrets are encrypted under, the current one first; empty for the file beside SQLite, or for none. */
  readonly secretsKeys: readonly Buffer[];
  readonly logLevel: LogLevel;
  /** Whose `X-Forwarded-*` headers are believed: of so many proxies in a row, or of those with these addresses. */
  readonly trustProxy: false | TrustedProxies;
  /** Whether the service applies pending migrations itself; always so with SQLite. */
  readonly migrateOnStart: boolean;
  /** Where Entra publishes its keys, such as `https://login.microsoftonline.com`: the only places they are fetched from. */
  readonly entraLoginOrigins: readonly string[];
  /** The application in Entra that people sign in to; `null` without sign-in of people. */
  readonly sso: SsoApplication | null;
  /** Processes that serve the port; with 1 there is no supervisor. */
  readonly workers: number;
  /** Most connections of clients to one process. */
  readonly maxConnections: number;
  /** Whether writes and refused requests are logged and requests counted. */
  readonly provisioningLog: boolean;
  readonly logRetentionDays: number;
  readonly auditRetentionDays: number;
  /** Who may see Swagger UI and the OpenAPI document. */
  readonly docs: DocsAudience;
  /** Requests a second of a tenant without a limit of its own; null for any number. */
  readonly rateLimit: number | null;
  /** Whose people are operators. */
  readonly operators: OperatorSettings;
  /** The mail server that tells contacts of tenants what needs them; null sends no mails. */
  readonly smtp: SmtpSettings | null;
}

/** The range of a tenant's requests a second. Entra wants at least 25 (its requirements for gallery applications). */
export const RATE_LIMITS = { least: 25, usual: 100, most: 100_000 } as const;

/** Every variable that was refused, one line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks the environment.
 * @param env the variables; unset and empty are the same
 * @throws ConfigError with one line a bad variable
 */
export function readConfig(env: Environment = process.env): Config {
  const problems: string[] = [];
  const settings = withSecretsOfFiles(env, SECRET_SETTINGS, problems);
  const read = <T>(name: Setting, fallback: T, parse: (text: string) => T): T => {
    const text = settings[name]?.trim();
    if (text === undefined || text === '') return fallback;
    try {
      return parse(text);
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`);
      return fallback;
    }
  };

  const tls = read<DatabaseTls>('DATABASE_TLS', 'off', parseDatabaseTls);
  const dialect = read<DatabaseDialect>('DATABASE_DIALECT', 'auto', parseDatabaseDialect);
  const needsGroup = read('DATABASE_CLUSTER', false, parseDatabaseCluster);
  const database = read<DatabaseTarget>(
    'DATABASE_URL',
    { kind: 'sqlite', path: './data/invitedesk.sqlite' },
    (text) => parseDatabaseUrl(text, { tls, dialect, needsGroup }),
  );
  if (needsGroup && database.kind === 'sqlite') {
    problems.push('DATABASE_CLUSTER: expected MySQL in DATABASE_URL, since SQLite has no cluster');
  }
  const adminToken = read<string | null>('ADMIN_TOKEN', null, parseToken);
  if (
    adminToken === null &&
    database.kind === 'mysql' &&
    !problems.some((p) => p.startsWith('ADMIN_TOKEN'))
  ) {
    problems.push('ADMIN_TOKEN: required with MySQL, at least 32 characters');
  }
  const secretsKey = read<Buffer | null>('SECRETS_KEY', null, parseSecretKey);
  const previousKeys = read<Buffer[]>('SECRETS_KEY_PREVIOUS', [], (text) =>
    text.split(',').map((part) => parseSecretKey(part.trim())),
  );
  if (secretsKey === null && previousKeys.length > 0 && !problems.some((p) => p.startsWith('SECRETS_KEY:'))) {
    problems.push('SECRETS_KEY: required with SECRETS_KEY_PREVIOUS');
  }
  const trustProxy = read<Config['trustProxy']>('TRUST_PROXY', false, (text) =>
    OFF.test(text) ? false : parseTrustProxy(text),
  );
  const publicUrl = read<string | null>('PUBLIC_URL', null, parsePublicUrl);
  if (trustProxy !== false && publicUrl === null && !problems.some((p) => p.startsWith('PUBLIC_URL'))) {
    problems.push(
      'PUBLIC_URL: required with TRUST_PROXY, the address that clients use, such as https://scim.example.com',
    );
  }
  const entraLoginOrigins = read('ENTRA_LOGIN_HOSTS', ENTRA_LOGIN_ORIGINS, parseLoginHosts);
  const config: Config = {
    port: read('PORT', 3000, (text) => parseInteger(text, 0, 65_535)),
    host: read('HOST', '127.0.0.1', (text) => text),
    publicUrl,
    database,
    databasePoolSize: read('DATABASE_POOL_SIZE', 16, (text) => parseInteger(text, 2, 1000)),
    adminToken,
    metricsToken: read<string | null>('METRICS_TOKEN', null, parseToken),
    secretsKeys: secretsKey === null ? [] : [secretsKey, ...previousKeys],
    logLevel: read('LOG_LEVEL', 'info', parseLogLevel),
    trustProxy,
    migrateOnStart: read('MIGRATE_ON_START', false, parseSwitch) || database.kind === 'sqlite',
    entraLoginOrigins,
    sso: readSso(read, entraLoginOrigins.length, problems),
    workers: read('WORKERS', 1, (text) => parseInteger(text, 1, 64)),
    maxConnections: read('MAX_CONNECTIONS', 1000, (text) => parseInteger(text, 16, 65_535)),
    provisioningLog: read('PROVISIONING_LOG', true, parseSwitch),
    logRetentionDays: read('LOG_RETENTION_DAYS', 30, (text) => parseInteger(text, 1, 3650)),
    auditRetentionDays: read('AUDIT_RETENTION_DAYS', 365, (text) => parseInteger(text, 1, 3650)),
    docs: read<DocsAudience>('DOCS', 'public', parseDocsAudience),
    rateLimit: read<number | null>('RATE_LIMIT', RATE_LIMITS.usual, (text) =>
      /^off$/i.test(text) ? null : parseInteger(text, RATE_LIMITS.least, RATE_LIMITS.most),
    ),
    operators: readOperators(read, problems),
    smtp: readSmtp(read, publicUrl !== null, problems),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

function parseInteger(text: string, min: number, max: number): number {
  if (!/^\d+$/.test(text) || Number(text) < min || Number(text) > max) {
    throw new Error(`expected a whole number from ${min} to ${max}, got "${text}"`);
  }
  return Number(text);
}

const ON = /^(?:on|true|yes|1)$/i;

function parseSwitch(text: string): boolean {
  if (ON.test(text) || OFF.test(text)) return ON.test(text);
  throw new Error(`expected on or off, got "${text}"`);
}

function parseDocsAudience(text: string): DocsAudience {
  const audience = OFF.test(text) ? 'off' : DOCS_AUDIENCES.find((known) => known === text.toLowerCase());
  if (audience === undefined) throw new Error(`expected one of ${DOCS_AUDIENCES.join(', ')}, got "${text}"`);
  return audience;
}

function parseLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text.toLowerCase());
  if (level === undefined) throw new Error(`expected one of ${LOG_LEVELS.join(', ')}, got "${text}"`);
  return level;
}

function parsePublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new Error(`expected an absolute http(s) URL without a query, got "${text}"`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
