import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { onEveryDatabase } from '../../support/databases.js';
import { run } from '../../support/mysql/process.ts';
import { keyOfSecrets } from '../../support/oidc-settings.js';
import { ADMIN_TOKEN, TestService } from '../../support/service.js';
import { buildService, type Build } from '../../support/service-process.js';

/* The OpenAPI document, as its readers see it: a linter, a generator of clients, and a client in use. */

const ROOT = resolve(import.meta.dirname, '../../..');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const SCENARIO = 'every-operation';
const CONSOLE_TYPES = 'src/console/web/api/admin-api.gen.ts';
const require = createRequire(import.meta.url);

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Every operation of a document, with its method and path. */
function operationsOf(document: any): { method: string; path: string; operation: any }[] {
  return Object.entries<object>(document.paths).flatMap(([path, item]) =>
    Object.entries<any>(item).map(([method, operation]) => ({ method, path, operation })),
  );
}

describe('the OpenAPI document', () => {
  let service: TestService;
  let text: string;
  let document: any;

  beforeAll(async () => {
    service = await TestService.start('sqlite');
    text = await (await fetch(`${service.url}/docs-json`)).text();
    document = JSON.parse(text);
  });
  afterAll(() => service.stop());

  it('is OpenAPI 3.1, in which a linter finds nothing', async () => {
    expect(document.openapi).toBe('3.1.0');
    const config = await createConfig({ extends: ['recommended-strict'] });
    const problems = await lintFromString({ source: text, absoluteRef: '/openapi.json', config });
    expect(problems.map(({ message, location }) => `${location[0]?.pointer}: ${message}`)).toEqual([]);
  });

  it('names operations by what they do, and each once', () => {
    const ids = operationsOf(document).map(({ operation }) => operation.operationId);
    expect(ids.filter((id) => !/^[a-z]+[A-Z][A-Za-z]+$|^sign(?:In|Out)$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has each tag in the order of work, with what it is about', () => {
    const named = document.tags.map(({ name }: { name: string }) => name);
    expect(named.slice(0, 3)).toEqual(['Tenants', 'Access codes', 'OAuth clients']);
    const used = new Set(operationsOf(document).flatMap(({ operation }) => operation.tags));
    expect([...used].sort()).toEqual([...named].sort());
    expect(document.tags.every(({ description }: any) => description.length > 10)).toBe(true);
  });

  it('says of each operation what a caller shows', () => {
    const security = Object.fromEntries(
      operationsOf(document).map(({ operation }) => [operation.operationId, operation.security]),
    );
    expect(Object.values(security).filter((each) => !Array.isArray(each))).toEqual([]);
    expect(security).toMatchObject({
      createTenant: [{ 'admin-token': [] }],
      createUser: [{ 'access-code': [] }, { 'oauth-client': ['scim'] }],
      listSchemas: [{}, { 'access-code': [] }, { 'oauth-client': ['scim'] }],
      readLiveness: [],
      readMetrics: [{ 'metrics-token': [] }, { 'admin-token': [] }],
      readSession: [{ 'console-session': [] }],
    });
  });

  it('has an example of each error with its own status, and a whole one of each answer', () => {
    const answers = operationsOf(document).flatMap(({ operation }) =>
      Object.entries<any>(operation.responses).flatMap(([status, { content = {} }]) =>
        Object.entries<any>(content).map(([type, { example, schema }]) => ({
          where: `${operation.operationId} ${status} ${type}`,
          status,
          example,
          schema,
        })),
      ),
    );
    const isText = (where: string) => /text\/|ndjson/.test(where);
    expect(answers.filter(({ where, example }) => example === undefined && !isText(where))).toEqual([]);
    const errors = answers.filter(({ status, example }) => /^4/.test(status) && example?.error === undefined);
    expect(errors.length).toBeGreaterThan(100);
    expect(errors.filter(({ status, example }) => String(example.status) !== status)).toEqual([]);
    expect(errors.filter(({ example }) => !(example.detail?.length > 10))).toEqual([]);
  });

  it('demands `schemas` in the bodies of SCIM, where they can be written', () => {
    for (const name of ['User', 'Group', 'PatchOp', 'SearchRequest', 'BulkRequest']) {
      const { required, properties } = document.components.schemas[name];
      expect([name, required]).toEqual([name, expect.arrayContaining(['schemas'])]);
      expect(properties.schemas).not.toHaveProperty('readOnly');
    }
  });

  it('has no object without members where something else is meant', () => {
    const vague: string[] = [];
    const look = (node: any, where: string): void => {
      if (node === null || typeof node !== 'object') return;
      const isOpen = 'properties' in node || 'additionalProperties' in node || 'allOf' in node;
      if ([node.type].flat().includes('object') && !isOpen) vague.push(where);
      if (Array.isArray(node.type) && node.type.length === 0) vague.push(where);
      for (const [key, value] of Object.entries(node)) {
        if (!['example', 'examples', 'default', 'enum'].includes(key)) look(value, `${where}/${key}`);
      }
    };
    look(document.components.schemas, '');
    look(document.paths, '');
    expect(vague).toEqual([]);
  });

  it.each([
    [
      'https://scim.example/base',
      ['https://scim.example/base', '/'],
      'https://scim.example/base/oauth/token',
    ],
    ['', ['/'], '/oauth/token'],
  ])('with PUBLIC_URL "%s" has the servers %j', async (publicUrl, urls, tokenUrl) => {
    const other = await service.startAnother({ PUBLIC_URL: publicUrl });
    try {
      const { servers, components } = (await (await fetch(`${other.url}/docs-json`)).json()) as any;
      expect(servers.map(({ url }: { url: string }) => url)).toEqual(urls);
      expect(components.securitySchemes['oauth-client'].flows.clientCredentials.tokenUrl).toBe(tokenUrl);
    } finally {
      await other.app.close();
    }
  });
});

describe('the generated client', () => {
  let build: Build;
  let folder: string;

  beforeAll(async () => {
    build = await buildService();
    folder = await mkdtemp(join(tmpdir(), 'invitedesk-generated-'));
    await run(process.execPath, [clientMain(), folder], 120_000);
    const scenario = join(import.meta.dirname, '../../fixtures/client', `${SCENARIO}.ts`);
    await copyFile(scenario, join(folder, 'src', `${SCENARIO}.ts`));
    // Types are checked: a wrong one in the scenario fails here.
    await run(process.execPath, [TSC, '-p', folder], 120_000);
  }, 400_000);
  afterAll(async () => {
    await build?.remove();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  const clientMain = () => join(dirname(build.main), 'client/main.js');

  it('is a package, and takes no folder that has something else in it', async () => {
    const { name, exports } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    expect([name, exports['.'].default]).toEqual(['invitedesk-provisioning-client', './dist/index.js']);
    await expect(run(process.execPath, [clientMain(), dirname(build.main)], 120_000)).rejects.toThrow(
      /has something else in it: expected a new folder/,
    );
  }, 120_000);

  it('and the console have the same types: npm run client -- --console makes them', async () => {
    const made = join(dirname(build.main), '..', CONSOLE_TYPES);
    await mkdir(dirname(made), { recursive: true });
    await run(process.execPath, [clientMain(), '--console'], 120_000);
    expect(await readFile(join(ROOT, CONSOLE_TYPES), 'utf8')).toBe(await readFile(made, 'utf8'));
  }, 120_000);

  onEveryDatabase('runs every operation', (name) => {
    let service: TestService;
    let document: any;
    let answers: readonly Recorded[];
    let called: readonly string[];

    beforeAll(async () => {
      service = await TestService.start(name, keyOfSecrets(name));
      document = await (await fetch(`${service.url}/docs-json`)).json();
      const env = { BASE_URL: service.url, ADMIN_TOKEN };
      const output = await run(process.execPath, [join(folder, 'dist', `${SCENARIO}.js`)], 60_000, env);
      ({ called, answers } = JSON.parse(output) as { called: string[]; answers: Recorded[] });
    }, 120_000);
    afterAll(() => service.stop());

    it('of the document (a missing one is to be added to test/fixtures/client)', () => {
      const ids = operationsOf(document).map(({ operation }) => operation.operationId as string);
      expect(ids.filter((id) => !called.includes(id))).toEqual([]);
    });

    it('and each answer is as the document describes it', () => {
      const Ajv = require('ajv/dist/2020.js').default;
      const ajv = new Ajv({ strict: false, allErrors: true });
      require('ajv-formats').default(ajv);
      ajv.addSchema({ $id: 'openapi', components: document.components });
      expect(answers.length).toBeGreaterThan(70);
      for (const { method, path, status, type, text } of answers) {
        const operation = operationAt(document, method, path);
        const response = operation?.responses[status];
        expect([method, path, status, response?.description]).toEqual([
          method,
          path,
          status,
          expect.any(String),
        ]);
        if (text === '') continue;
        const content = response.content?.[type.split(';')[0] ?? ''];
        expect([method, path, type, content?.schema]).toEqual([method, path, type, expect.any(Object)]);
        if (!type.includes('json') || type.includes('ndjson')) continue;
        const schema = JSON.parse(
          JSON.stringify(content.schema).replaceAll('"#/components', '"openapi#/components'),
        );
        const isValid = ajv.validate(schema, JSON.parse(text));
        expect([method, path, isValid ? null : ajv.errors, text.slice(0, 300)]).toEqual([
          method,
          path,
          null,
          text.slice(0, 300),
        ]);
      }
    });
  });
});

function operationAt(document: any, method: string, path: string): any {
  const parts = decodeURIComponent(path).split('/');
  const found = operationsOf(document).filter(({ method: verb, path: pattern }) => {
    const own = pattern.split('/');
    return (
      verb.toUpperCase() === method &&
      own.length === parts.length &&
      own.every((part, i) => part.startsWith('{') || part === parts[i])
    );
  });
  // The pattern with the fewest parameters is the one that is meant.
  const parameters = ({ path: pattern }: { path: string }) => pattern.split('{').length;
  return found.sort((a, b) => parameters(a) - parameters(b))[0]?.operation;
}
