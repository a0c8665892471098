import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'src');

/** The pages of the console, which run in browsers. */
const WEB = 'console/web/';

interface SourceFile {
  /** Relative to `src/`, such as `scim/path.ts`. */
  readonly path: string;
  readonly text: string;
  /** `scim`, `http`, …; empty for the files that put the service together. */
  readonly folder: string;
  /** Sources relative to `src/`, packages and `node:` modules by their names. */
  readonly imports: readonly string[];
}

/** What a folder may import besides itself and packages: each only from what stands before it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  scim: [],
  persistence: ['scim'],
  // What our secrets look like, how a text is rid of them, and how those are encrypted that must be read back.
  secrets: ['persistence'],
  // Tokens that Entra signs: where its keys are, what a token must say.
  federation: [],
  // What a caller turned out to be.
  access: ['scim', 'federation'],
  metrics: ['persistence'],
  http: ['scim', 'persistence', 'secrets', 'access'],
  // What the features of the admin API share.
  admin: ['access', 'http'],
  audit: ['persistence', 'http', 'admin'],
  tenants: ['scim', 'persistence', 'secrets', 'federation', 'access', 'http', 'admin', 'audit'],
  roles: ['scim', 'persistence', 'http', 'admin', 'audit', 'tenants'],
  // InviteDesk's own people and their tokens.
  operators: ['persistence', 'secrets', 'access', 'http', 'admin', 'audit', 'tenants', 'roles'],
  sessions: ['persistence', 'secrets', 'access', 'http', 'admin', 'audit', 'tenants', 'operators'],
  auth: [
    'scim',
    'persistence',
    'secrets',
    'access',
    'http',
    'admin',
    'audit',
    'tenants',
    'roles',
    'operators',
    'sessions',
  ],
  'rate-limits': ['scim', 'persistence', 'access', 'http'],
  // What of a tenant or an application ends, and when.
  endings: ['persistence', 'tenants', 'operators'],
  activity: ['scim', 'persistence', 'federation', 'access', 'http', 'admin', 'tenants', 'endings'],
  'provisioning-log': ['scim', 'persistence', 'secrets', 'access', 'http', 'admin', 'tenants'],
  resources: ['scim', 'persistence', 'provisioning-log'],
  'scim-api': [
    'scim',
    'persistence',
    'secrets',
    'access',
    'http',
    'tenants',
    'provisioning-log',
    'resources',
  ],
  oidc: [
    'scim',
    'persistence',
    'secrets',
    'access',
    'http',
    'admin',
    'audit',
    'tenants',
    'roles',
    'sessions',
    'auth',
    'endings',
    'scim-api',
  ],
  users: ['scim', 'http', 'tenants', 'scim-api'],
  groups: ['scim', 'scim-api'],
  bulk: ['scim', 'access', 'http', 'provisioning-log', 'resources', 'scim-api'],
  discovery: ['scim', 'access', 'http', 'tenants', 'resources', 'scim-api'],
  directory: [
    'scim',
    'persistence',
    'access',
    'http',
    'admin',
    'tenants',
    'activity',
    'provisioning-log',
    'resources',
    'scim-api',
  ],
  'all-tenants': [
    'scim',
    'persistence',
    'http',
    'admin',
    'tenants',
    'endings',
    'activity',
    'provisioning-log',
    'directory',
  ],
  // Sign-in of people with Entra.
  sso: [
    'scim',
    'persistence',
    'federation',
    'access',
    'http',
    'admin',
    'audit',
    'tenants',
    'sessions',
    'auth',
    'provisioning-log',
    'scim-api',
  ],
  contacts: [
    'persistence',
    'secrets',
    'http',
    'admin',
    'audit',
    'tenants',
    'operators',
    'endings',
    'activity',
  ],
  transfer: ['scim', 'persistence', 'secrets', 'federation', 'access', 'http', 'admin', 'audit', 'tenants'],
  swagger: ['scim', 'http', 'auth'],
  oauth: ['federation', 'access', 'http', 'tenants'],
  console: ['scim', 'access', 'http', 'admin', 'audit', 'operators', 'sessions', 'auth'],
  workers: [],
  ops: ['scim', 'persistence', 'metrics', 'http', 'endings', 'activity', 'provisioning-log', 'workers'],
  // A client of the service, which starts one for itself.
  demo: ['scim', 'http'],
  // A generator of clients, which asks a service for its document.
  client: ['swagger'],
};
/** Files of `src/` itself that any folder but `scim` may import: what a process is given at its start. */
const SURROUNDINGS = ['config.ts', 'logger.ts', 'failed-start.ts'];

/** Where a process starts: the only files beside `config.ts` that may read its environment. */
const ENTRY_POINTS = ['main.ts', 'persistence/database/migrate-main.ts', 'demo/main.ts', 'client/main.ts'];

/** Files that may be longer than MAX_LINES, each with the reason. */
const LONG_FILES: Readonly<Record<string, string>> = {};
const MAX_LINES = 280;

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g;

const files: readonly SourceFile[] = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts') && !path.startsWith(WEB))
  .map((path) => {
    const text = readFileSync(join(SOURCE, path), 'utf8');
    const imports = [...text.matchAll(IMPORT)].map(
      ([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? '',
    );
    return {
      path,
      text,
      folder: path.includes('/') ? (path.split('/')[0] ?? '') : '',
      imports: imports.map((name) => target(path, name)),
    };
  });

function target(path: string, imported: string): string {
  if (!imported.startsWith('.')) return imported;
  return relative(SOURCE, resolve(SOURCE, dirname(path), imported)).replace(/\.js$/, '.ts');
}

const isSource = (name: string) => name.endsWith('.ts');
const offences = (check: (file: SourceFile) => readonly string[]) =>
  files.flatMap((file) => check(file).map((offence) => `${file.path}: ${offence}`));

describe('the sources', () => {
  it('are all found, with what they import', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.find(({ path }) => path === 'http/answer-for-error.ts')?.imports).toEqual(
      expect.arrayContaining(['node:http', '@nestjs/common', 'scim/errors.ts']),
    );
    const known = new Set(files.map(({ path }) => path));
    expect(offences(({ imports }) => imports.filter((name) => isSource(name) && !known.has(name)))).toEqual(
      [],
    );
  });

  it('lie in folders that have a place in the order', () => {
    const folders = new Set(files.map(({ folder }) => folder).filter((folder) => folder !== ''));
    expect([...folders].filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
  });

  it('import in one direction only', () => {
    expect(
      offences(({ path, folder, imports }) => {
        if (folder === '') return [];
        const allowed = [folder, ...(MAY_IMPORT[folder] ?? [])];
        return imports.filter((name) => {
          if (!isSource(name)) return false;
          if (name === 'create-app.ts') return !ENTRY_POINTS.includes(path);
          if (!name.includes('/')) return folder === 'scim' || !SURROUNDINGS.includes(name);
          return !allowed.includes(name.split('/')[0] ?? '');
        });
      }),
    ).toEqual([]);
  });

  it('import what the table of layers in docs/architecture.md says', () => {
    const table =
      readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8').split('## Layers')[1]?.split('## ')[0] ?? '';
    const stated = new Map<string, readonly string[]>();
    for (const [, folders = '', imports = ''] of table.matchAll(/^\| (`[^|]+\/`) +\|[^|]+\|([^|]+)\|$/gm)) {
      // `users` also `tenants`: what one of two folders may import besides.
      const [all = '', ...own] = imports.split(';');
      const names = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
      for (const folder of names(folders).map((name) => name.replace(/\/$/, ''))) {
        const also = own.map(names).filter(([of]) => of === folder);
        stated.set(folder, [...names(all), ...also.flatMap(([, ...more]) => more)].sort());
      }
    }
    expect(Object.fromEntries(stated)).toEqual(
      Object.fromEntries(
        Object.entries(MAY_IMPORT).map(([folder, imports]) => [folder, [...imports].sort()]),
      ),
    );
  });

  it('of scim/ import nothing but each other: no package, nothing of Node', () => {
    const outside = (file: SourceFile) =>
      file.folder === 'scim' ? file.imports.filter((name) => !name.startsWith('scim/')) : [];
    expect(offences(outside)).toEqual([]);
  });

  it('of scim/ have no decorators and touch no global of Node', () => {
    const impure = /^\s*@[A-Z]\w*\(|\b(?:process|Buffer|globalThis|require|fetch|setTimeout)\b[.(]/gm;
    expect(
      offences(({ folder, text }) =>
        folder === 'scim' ? [...withoutComments(text).matchAll(impure)].map(([found]) => found) : [],
      ),
    ).toEqual([]);
  });

  it.each([
    [
      'typeorm',
      [
        'persistence',
        'secrets',
        'audit',
        'activity',
        'rate-limits',
        'provisioning-log',
        'tenants',
        'roles',
        'operators',
        'sessions',
        'oidc',
        'sso',
        'transfer',
        'contacts',
        'all-tenants',
      ],
    ],
    ['nodemailer', ['contacts']],
    ['mysql2', ['persistence']],
    ['better-sqlite3', ['persistence']],
    [
      'fastify',
      [
        '',
        'http',
        'admin',
        'audit',
        'tenants',
        'roles',
        'sessions',
        'auth',
        'rate-limits',
        'activity',
        'provisioning-log',
        'all-tenants',
        'scim-api',
        'users',
        'groups',
      ].concat([
        'oidc',
        'bulk',
        'discovery',
        'directory',
        'contacts',
        'sso',
        'transfer',
        'oauth',
        'console',
        'ops',
      ]),
    ],
    ['jose', ['federation', 'oidc']],
    ['oidc-provider', ['oidc']],
    ['openid-client', ['sso']],
    ['prom-client', ['metrics', 'workers']],
    ['passport-http-bearer', ['auth']],
  ])('import %s only where it belongs', (name, folders) => {
    const uses = (imported: string) => imported === name || imported.startsWith(`${name}/`);
    expect(files.some(({ imports }) => imports.some(uses))).toBe(true);
    expect(offences(({ folder, imports }) => (folders.includes(folder) ? [] : imports.filter(uses)))).toEqual(
      [],
    );
  });

  it('register entities in modules only, and inject no repository of TypeORM', () => {
    const uses = ({ path, imports }: SourceFile) =>
      path.endsWith('.module.ts') ? [] : imports.filter((name) => name === '@nestjs/typeorm');
    expect(files.some(({ imports }) => imports.includes('@nestjs/typeorm'))).toBe(true);
    expect(offences(uses)).toEqual([]);
  });

  it('read the environment in config.ts only, or where a process starts', () => {
    const reads = ({ path, text }: SourceFile) =>
      path === 'config.ts' || ENTRY_POINTS.includes(path)
        ? []
        : (withoutComments(text).match(/process\.env/g) ?? []);
    expect(offences(reads)).toEqual([]);
  });

  it('are short, except those with a reason', () => {
    const long = files.filter(({ text }) => text.split('\n').length - 1 > MAX_LINES).map(({ path }) => path);
    expect(long).toEqual(Object.keys(LONG_FILES));
  });

  it('are named after what they decide: no index.ts, no utils, helpers or common', () => {
    const vague = /^(?:index|utils?|helpers?|common|misc|shared)$/i;
    expect(
      offences(({ path }) =>
        path
          .replace(/\.ts$/, '')
          .split('/')
          .filter((part) => vague.test(part)),
      ),
    ).toEqual([]);
  });

  it('of the pages in browsers are short, and take nothing from the service but types', () => {
    const pages = readdirSync(join(SOURCE, WEB), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.gen.ts') && path !== 'vite.config.ts')
      .map((path) => ({ path: WEB + path, text: readFileSync(join(SOURCE, WEB, path), 'utf8') }));
    expect(pages.length).toBeGreaterThan(30);
    const outside = ({ path, text }: { path: string; text: string }) =>
      [...text.replaceAll(/(?:import|export) type [^;]+;/g, '').matchAll(IMPORT)]
        .map(([, from, dynamic, bare]) => target(path, from ?? dynamic ?? bare ?? ''))
        .filter((name) => name.startsWith('node:') || (/\.ts$/.test(name) && !name.startsWith(WEB)))
        .map((name) => `${path}: ${name}`);
    expect(pages.flatMap(outside)).toEqual([]);
    expect(pages.filter(({ text }) => text.split('\n').length - 1 > MAX_LINES)).toEqual([]);
  });

  it('do not import each other in a circle', () => {
    const imports = new Map(files.map(({ path, text }) => [path, runtimeImports(path, text)]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' > '));
      if (trail.includes(path) || done.has(path)) return;
      for (const next of imports.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const { path } of files) visit(path, []);
    expect(circles).toEqual([]);
  });
});

/** Types alone are gone at run time, and may refer to each other. */
function runtimeImports(path: string, text: string): string[] {
  const code = text.replaceAll(/import type [^;]+;/g, '');
  return [...code.matchAll(IMPORT)].map(([, from = '']) => target(path, from)).filter(isSource);
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}
