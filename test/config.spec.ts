import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig, SECRET_SETTINGS, SETTINGS } from '../src/config.js';
import { misspeltSettings } from '../src/misspelt-settings.js';

const TOKEN = 'a-long-enough-admin-token-0123456789';
const MAILS = { PUBLIC_URL: 'https://scim.example.com', SMTP_FROM: 'noreply@x.example' };
/** What `TRUST_PROXY` needs beside it. */
const PUBLIC = { PUBLIC_URL: 'https://scim.example' };
const MYSQL = 'mysql://user:s3cret-word@db.example:3306/invitedesk';
const MYSQL_SETTINGS = { DATABASE_URL: MYSQL, ADMIN_TOKEN: TOKEN };

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const folder = mkdtempSync(join(tmpdir(), 'invitedesk-config-'));
let files = 0;

function fileWith(text: string): string {
  const path = join(folder, `secret-${files++}`);
  writeFileSync(path, text);
  return path;
}

afterAll(() => rmSync(folder, { recursive: true }));

describe('variables that look like settings', () => {
  it.each([
    ['ADMIN_TOEKN', 'ADMIN_TOKEN'],
    ['ADMINTOKEN', 'ADMIN_TOKEN'],
    ['admin_token', 'ADMIN_TOKEN'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['DATABASE_URL_FIEL', 'DATABASE_URL_FILE'],
    ['WORKER', 'WORKERS'],
    ['TRUST-PROXY', 'TRUST_PROXY'],
    ['PUBLIC_URL_FILE', 'PUBLIC_URL'],
  ])('%s: is %s meant?', (variable, meant) => {
    expect(misspeltSettings({ [variable]: 'x' })).toEqual([{ variable, meant }]);
  });

  it.each([...SETTINGS, ...SECRET_SETTINGS.map((name) => `${name}_FILE`)])('%s is one', (name) => {
    expect(misspeltSettings({ [name]: 'x' })).toEqual([]);
  });

  it.each(['HOME', 'HOSTNAME', 'PATH', 'PWD', 'SORT', 'REDIS_PORT', 'NODE_ENV', 'DOC', 'MYSQL_PASSWORD'])(
    '%s is of another program',
    (name) => expect(misspeltSettings({ [name]: 'x' })).toEqual([]),
  );
});

describe('the configuration', () => {
  it('has a default for everything', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: null,
      database: { kind: 'sqlite', path: './data/invitedesk.sqlite' },
      adminToken: null,
      logLevel: 'info',
      trustProxy: false,
      migrateOnStart: true,
      provisioningLog: true,
      logRetentionDays: 30,
      auditRetentionDays: 365,
      maxConnections: 1000,
      rateLimit: 100,
      entraLoginOrigins: expect.arrayContaining(['https://login.microsoftonline.com']),
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes blank variables for unset ones', () => {
    const blank = { PORT: '', HOST: ' ', PUBLIC_URL: '', DATABASE_URL: '', ADMIN_TOKEN: '', LOG_LEVEL: '\t' };
    expect(readConfig(blank)).toEqual(readConfig({}));
  });

  it.each<[Record<string, string>, object]>([
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: ' 65535 ' }, { port: 65_535 }],
    [{ HOST: '0.0.0.0' }, { host: '0.0.0.0' }],
    [{ PUBLIC_URL: 'https://scim.example' }, { publicUrl: 'https://scim.example' }],
    [{ PUBLIC_URL: 'https://scim.example/base//' }, { publicUrl: 'https://scim.example/base' }],
    [
      { DATABASE_URL: 'sqlite:/var/lib/x.sqlite' },
      { database: { kind: 'sqlite', path: '/var/lib/x.sqlite' } },
    ],
    [
      { DATABASE_URL: 'sqlite:///var/lib/x.sqlite' },
      { database: { kind: 'sqlite', path: '/var/lib/x.sqlite' } },
    ],
    [{ DATABASE_URL: 'sqlite://./x.sqlite' }, { database: { kind: 'sqlite', path: './x.sqlite' } }],
    [
      { DATABASE_URL: MYSQL, ADMIN_TOKEN: TOKEN },
      { database: { kind: 'mysql', url: MYSQL }, migrateOnStart: false },
    ],
    [{ DATABASE_URL: MYSQL, ADMIN_TOKEN: TOKEN, MIGRATE_ON_START: 'True' }, { migrateOnStart: true }],
    [{ MIGRATE_ON_START: 'false' }, { migrateOnStart: true }],
    [{ PROVISIONING_LOG: 'Off' }, { provisioningLog: false }],
    ...['off', 'FALSE', 'no', '0'].map((word): [Record<string, string>, object] => [
      { ...MYSQL_SETTINGS, PROVISIONING_LOG: word, MIGRATE_ON_START: word, DATABASE_TLS: word, DOCS: word },
      { provisioningLog: false, migrateOnStart: false, database: { tls: 'off' }, docs: 'off' },
    ]),
    ...['on', 'True', 'YES', '1'].map((word): [Record<string, string>, object] => [
      { ...MYSQL_SETTINGS, PROVISIONING_LOG: word, MIGRATE_ON_START: word },
      { provisioningLog: true, migrateOnStart: true },
    ]),
    [{ DOCS: 'Admin' }, { docs: 'admin' }],
    [{ LOG_RETENTION_DAYS: '90' }, { logRetentionDays: 90 }],
    [{ AUDIT_RETENTION_DAYS: '30' }, { auditRetentionDays: 30 }],
    [{ MAX_CONNECTIONS: '5000' }, { maxConnections: 5000 }],
    [{ DATABASE_POOL_SIZE: '4' }, { databasePoolSize: 4 }],
    [{ ADMIN_TOKEN: TOKEN }, { adminToken: TOKEN }],
    [{ METRICS_TOKEN: TOKEN }, { metricsToken: TOKEN }],
    [
      { ...MAILS, SMTP_URL: 'smtp://it%40x:p%2Fw@mail.example', SMTP_FROM: 'InviteDesk <noreply@x.example>' },
      {
        smtp: {
          host: 'mail.example',
          port: 587,
          isTls: false,
          auth: { user: 'it@x', pass: 'p/w' },
          from: 'InviteDesk <noreply@x.example>',
        },
      },
    ],
    [
      { ...MAILS, SMTP_URL: 'smtps://[::1]' },
      { smtp: { host: '::1', port: 465, isTls: true, auth: null, from: 'noreply@x.example' } },
    ],
    [{ LOG_LEVEL: 'WARN' }, { logLevel: 'warn' }],
    [
      { ENTRA_LOGIN_HOSTS: 'Login.Example, login.example.org:8443' },
      { entraLoginOrigins: ['https://login.example', 'https://login.example.org:8443'] },
    ],
    [{ ENTRA_LOGIN_HOSTS: 'http://127.0.0.1:4000' }, { entraLoginOrigins: ['http://127.0.0.1:4000'] }],
    [{ TRUST_PROXY: 'False' }, { trustProxy: false }],
    [{ TRUST_PROXY: '0' }, { trustProxy: false }],
    [{ TRUST_PROXY: '2', ...PUBLIC }, { trustProxy: 2 }],
    [{ TRUST_PROXY: '10.0.0.0/8, 127.0.0.1', ...PUBLIC }, { trustProxy: '10.0.0.0/8, 127.0.0.1' }],
    [{ TRUST_PROXY: 'fd00::/8,loopback', ...PUBLIC }, { trustProxy: 'fd00::/8,loopback' }],
    [
      { DATABASE_URL: MYSQL, ADMIN_TOKEN: TOKEN, DATABASE_TLS: 'Required' },
      { database: { tls: 'required' } },
    ],
    [{ DATABASE_URL: MYSQL, ADMIN_TOKEN: TOKEN }, { database: { tls: 'off', needsGroup: false } }],
    [
      { DATABASE_URL: MYSQL, ADMIN_TOKEN: TOKEN, DATABASE_CLUSTER: 'Group-Replication' },
      { database: { needsGroup: true } },
    ],
    [
      { DATABASE_URL: 'mysql://user:pass,word@h:3306/db', ADMIN_TOKEN: TOKEN },
      { database: { url: 'mysql://user:pass,word@h:3306/db' } },
    ],
    [{ DATABASE_URL: MYSQL, ADMIN_TOKEN: TOKEN }, { database: { tls: 'off', dialect: 'auto' } }],
    [
      { DATABASE_URL: MYSQL, ADMIN_TOKEN: TOKEN, DATABASE_DIALECT: 'Portable' },
      { database: { dialect: 'portable' } },
    ],
  ])('reads %j', (env, expected) => {
    expect(readConfig(env)).toMatchObject(expected);
  });

  it.each<[string, string]>([
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PUBLIC_URL', 'scim.example'],
    ['PUBLIC_URL', 'ftp://scim.example'],
    ['PUBLIC_URL', 'https://scim.example/?a=b'],
    ['PUBLIC_URL', 'https://scim.example/#a'],
    ['DATABASE_URL', 'postgres://localhost/x'],
    ['DATABASE_URL', 'sqlite:'],
    ['DATABASE_URL', 'sqlite::memory:'],
    ['DATABASE_URL', 'mysql://localhost'],
    ['DATABASE_URL', './data'],
    ['DATABASE_URL', `${MYSQL}?ssl={}`],
    ['DATABASE_URL', `${MYSQL}#x`],
    ['DATABASE_URL', 'mysql://user:password@one:3306,two:3306/db'],
    ['DATABASE_URL', 'mysql://one,two/db'],
    ['DATABASE_CLUSTER', 'yes'],
    ['DATABASE_CLUSTER', 'group-replication'],
    ['DATABASE_DIALECT', 'tidb'],
    ['DATABASE_TLS', 'on'],
    ['DATABASE_TLS', '/nowhere/ca.pem'],
    ['DATABASE_POOL_SIZE', '0'],
    ['ADMIN_TOKEN', 'short'],
    ['ADMIN_TOKEN', `${TOKEN} with spaces`],
    ['ADMIN_TOKEN', 'x'.repeat(200)],
    ['ADMIN_TOKEN', 'changeme'.repeat(4)],
    ['ADMIN_TOKEN', 'changeme-changeme-changeme-please'],
    ['METRICS_TOKEN', '1234567890'.repeat(4)],
    ['METRICS_TOKEN', 'short'],
    ['LOG_LEVEL', 'loud'],
    ['ENTRA_LOGIN_HOSTS', 'http://login.example'],
    ['ENTRA_LOGIN_HOSTS', 'login.example/path'],
    ['ENTRA_LOGIN_HOSTS', 'login.example,'],
    ['MIGRATE_ON_START', 'perhaps'],
    ['PROVISIONING_LOG', 'perhaps'],
    ['DOCS', 'everyone'],
    ['LOG_RETENTION_DAYS', '0'],
    ['AUDIT_RETENTION_DAYS', '0'],
    ['MAX_CONNECTIONS', '15'],
    ['LOG_RETENTION_DAYS', 'month'],
    ['SMTP_URL', 'mail.example'],
    ['SMTP_URL', 'http://mail.example'],
    ['SMTP_URL', 'smtp://mail.example/?tls.rejectUnauthorized=false'],
    ['SMTP_FROM', 'InviteDesk'],
    ['SMTP_FROM', 'a@b.example, c@d.example'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '8080'],
    ['TRUST_PROXY', 'proxy.example'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '0.0.0.0/0'],
    ['TRUST_PROXY', '10.0.0.1,'],
  ])('refuses %s=%s in one line that says what was expected', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: expected .+$`));
    expect(problems[0]).not.toContain('\n');
  });

  it('wants to know who mails are from, and the base of their links', () => {
    expect(problemsOf({ SMTP_URL: 'smtp://mail.example' })).toEqual([
      'SMTP_FROM: required with SMTP_URL, who mails are from',
      'PUBLIC_URL: required with SMTP_URL, the base of the links in mails',
    ]);
  });

  it('reports every wrong variable at once', () => {
    const problems = problemsOf({
      PORT: 'x',
      LOG_LEVEL: 'x',
      PUBLIC_URL: 'x',
      DATABASE_URL: 'x',
      ADMIN_TOKEN: 'x',
    });
    expect(problems.map((line) => line.split(':')[0]).sort()).toEqual([
      'ADMIN_TOKEN',
      'DATABASE_URL',
      'LOG_LEVEL',
      'PORT',
      'PUBLIC_URL',
    ]);
  });

  it('says what to write instead of TRUST_PROXY=true', () => {
    expect(problemsOf({ TRUST_PROXY: 'true' })).toEqual([
      'TRUST_PROXY: expected how many proxies stand in front, such as 1, or their addresses with commas, such as ' +
        '10.0.0.0/8; "true" would believe what any client says of itself',
    ]);
  });

  it('takes a secret from the file that NAME_FILE names', () => {
    const token = fileWith(`${TOKEN}\n`);
    const env = { ADMIN_TOKEN_FILE: token, METRICS_TOKEN_FILE: token, DATABASE_URL_FILE: fileWith(MYSQL) };
    expect(readConfig(env)).toMatchObject({
      adminToken: TOKEN,
      metricsToken: TOKEN,
      database: { kind: 'mysql', url: MYSQL },
    });
    expect(readConfig({ ADMIN_TOKEN: ' ', ADMIN_TOKEN_FILE: token }).adminToken).toBe(TOKEN);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a file that is not there', { ADMIN_TOKEN_FILE: '/nowhere/token' }, /cannot be read \(ENOENT\)$/],
    ['a folder', { ADMIN_TOKEN_FILE: '/tmp' }, /cannot be read \(EISDIR\)$/],
    ['an empty file', { METRICS_TOKEN_FILE: fileWith('\n') }, /which is empty$/],
    ['a file of two lines', { ADMIN_TOKEN_FILE: fileWith(`${TOKEN}\ns3cret-word\n`) }, /has several$/],
    ['both', { ADMIN_TOKEN: TOKEN, ADMIN_TOKEN_FILE: fileWith(TOKEN) }, /this or ADMIN_TOKEN, not both$/],
  ])('refuses %s in one line', (_what, env, message) => {
    const problems = problemsOf(env);
    expect(problems).toEqual([expect.stringMatching(message)]);
    expect(problems[0]).toMatch(/^(?:ADMIN|METRICS)_TOKEN_FILE: expected /);
    expect(problems[0]).not.toMatch(/s3cret-word|a-long-enough/);
  });

  describe('of the operators', () => {
    const TENANT = { OPERATOR_TENANT_ID: '72F988BF-86F1-41AF-91AB-2D7CD011DB47' };

    it('are object ids of groups and names of roles, in any letter case', () => {
      const none = { entraTenantId: null, owners: [], support: [], readers: [] };
      expect(readConfig({}).operators).toEqual(none);
      expect(readConfig({ ...TENANT, OPERATOR_OWNERS: 'A1b2, Event Owners ' }).operators).toEqual({
        ...none,
        entraTenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47',
        owners: ['a1b2', 'event owners'],
      });
    });

    it.each<[Record<string, string>, RegExp]>([
      [TENANT, /^OPERATOR_OWNERS: required with OPERATOR_TENANT_ID/],
      [{ OPERATOR_READERS: 'Reader' }, /^OPERATOR_TENANT_ID: required with/],
      [
        { OPERATOR_TENANT_ID: 'contoso.example', OPERATOR_OWNERS: 'x' },
        /^OPERATOR_TENANT_ID: expected a GUID/,
      ],
      [{ ...TENANT, OPERATOR_SUPPORT: 'x,,y' }, /^OPERATOR_SUPPORT: expected object ids/],
    ])('are refused when one is missing or wrong (%#)', (env, message) => {
      const problems = problemsOf(env);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(message);
    });
  });

  describe('of the application that people sign in to', () => {
    const pem = (name: string) => join(import.meta.dirname, 'fixtures/sso', name);
    const KEY = pem('application.pem');
    const ID = { SSO_CLIENT_ID: '6f9c1b5e-2d3a-4c47-9a51-0b1f4a7c2e10' };

    it('are a secret, or a key with its certificate', () => {
      expect(readConfig({}).sso).toBeNull();
      expect(readConfig({ ...ID, SSO_CLIENT_SECRET: 's3cret-word' }).sso).toEqual({
        clientIds: [ID.SSO_CLIENT_ID],
        credential: { kind: 'secret', secret: 's3cret-word' },
      });
      expect(readConfig({ ...ID, SSO_CLIENT_SECRET_FILE: fileWith('s3cret-word') }).sso?.credential).toEqual({
        kind: 'secret',
        secret: 's3cret-word',
      });
      expect(readConfig({ ...ID, SSO_CLIENT_KEY_FILE: KEY }).sso?.credential).toMatchObject({
        kind: 'certificate',
        // openssl x509 -outform der | openssl dgst -sha256 -binary | basenc --base64url
        thumbprint: 'IS4x5xeUItia8A-maYysMkZ18M5oS-AfqnyNabwSjrc',
      });
    });

    it('has an id in each cloud, by one certificate', () => {
      expect(readConfig({ SSO_CLIENT_ID: 'a, b', SSO_CLIENT_KEY_FILE: KEY }).sso?.clientIds).toEqual([
        'a',
        'b',
      ]);
    });

    it.each<[Record<string, string>, RegExp]>([
      [ID, /^SSO_CLIENT_ID: needs SSO_CLIENT_SECRET or SSO_CLIENT_KEY_FILE/],
      [{ SSO_CLIENT_SECRET: 's3cret-word' }, /^SSO_CLIENT_ID: required with/],
      [
        { ...ID, SSO_CLIENT_SECRET: 's3cret-word', SSO_CLIENT_KEY_FILE: KEY },
        /this or SSO_CLIENT_SECRET, not both$/,
      ],
      [
        { SSO_CLIENT_ID: 'a b', SSO_CLIENT_SECRET: 's3cret-word' },
        /^SSO_CLIENT_ID: expected the application/,
      ],
      [
        { SSO_CLIENT_ID: 'a,b', ENTRA_LOGIN_HOSTS: 'login.microsoftonline.com', SSO_CLIENT_KEY_FILE: KEY },
        /^SSO_CLIENT_ID: expected at most one ID for each/,
      ],
      [
        { SSO_CLIENT_ID: 'a,b', SSO_CLIENT_SECRET: 's3cret-word' },
        /^SSO_CLIENT_ID: several clouds need SSO_CLIENT_KEY_FILE/,
      ],
      [{ ...ID, SSO_CLIENT_KEY_FILE: '/nowhere' }, /^SSO_CLIENT_KEY_FILE: expected .* \(ENOENT\)$/],
      [{ ...ID, SSO_CLIENT_KEY_FILE: fileWith('s3cret-word') }, /^SSO_CLIENT_KEY_FILE: expected .*"$/],
      [{ ...ID, SSO_CLIENT_KEY_FILE: pem('another-certificate.pem') }, /certificate is that of another key$/],
    ])('are refused when one is missing or wrong (%#)', (env, message) => {
      const problems = problemsOf(env);
      expect(problems[0]).toMatch(message);
      expect(problems.join('\n')).not.toContain('s3cret-word');
    });
  });

  it('finds what is wrong with a secret of a file under the name of the setting', () => {
    expect(problemsOf({ ADMIN_TOKEN_FILE: fileWith('short') })).toEqual([
      'ADMIN_TOKEN: expected at least 32 characters',
    ]);
  });

  it('is in the table of docs/settings.md, every setting', () => {
    const table = readFileSync(resolve(import.meta.dirname, '../docs/settings.md'), 'utf8');
    const named = [...table.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual([...SETTINGS].sort());
  });

  it('demands PUBLIC_URL with TRUST_PROXY', () => {
    expect(problemsOf({ TRUST_PROXY: '1' })).toEqual([
      expect.stringMatching(/^PUBLIC_URL: required with TRUST_PROXY/),
    ]);
    expect(problemsOf({ TRUST_PROXY: '1', PUBLIC_URL: 'x' })).toHaveLength(1);
  });

  it('demands an admin token with MySQL', () => {
    expect(problemsOf({ DATABASE_URL: MYSQL })).toEqual([
      expect.stringMatching(/^ADMIN_TOKEN: required with MySQL/),
    ]);
    expect(problemsOf({ DATABASE_URL: MYSQL, ADMIN_TOKEN: 'short' })).toHaveLength(1);
  });

  it.each([
    { DATABASE_URL: 'postgres://user:s3cret-word@host/db' },
    { DATABASE_URL: 'mysql://user:s3cret-word@/db' },
    { DATABASE_URL: `${MYSQL}?password=s3cret-word` },
    { DATABASE_URL: MYSQL, ADMIN_TOKEN: 's3cret-word' },
    { ADMIN_TOKEN: 's3cret-word with spaces, long enough in itself' },
  ])('never repeats a secret: %#', (env) => {
    const problems = problemsOf(env);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('\n')).not.toContain('s3cret-word');
  });
});
