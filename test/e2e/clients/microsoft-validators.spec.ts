import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cases, runCase } from '../../conformance/suite.js';
import { onEveryDatabase } from '../../support/databases.js';
import { TestService } from '../../support/service.js';
import type { TestTenant } from '../../support/tenant.js';

/*
 * Microsoft's own tests for SCIM servers, played against the service from outside: the SCIM Validator
 * (https://learn.microsoft.com/entra/identity/app-provisioning/scim-validator-tutorial), the Logic App suite and the
 * Postman collection (https://github.com/AzureAD/SCIMReferenceCode).
 */

const RUN = join(import.meta.dirname, '../../conformance/run.js');
const played = cases.filter(({ skip }) => skip === undefined);

onEveryDatabase('Conformance', (name) => {
  let service: TestService;
  let tenant: TestTenant;

  beforeAll(async () => {
    service = await TestService.start(name);
    tenant = await service.createTenant();
  });
  afterAll(() => service.stop());

  it.each(played)('$source: $name', async (each) => {
    expect(await runCase(each, `${service.url}/scim/v2`, tenant.accessCode)).toEqual([]);
  });

  it('nothing is left behind', async () => {
    const totals = [await tenant.get('/Users?count=0'), await tenant.get('/Groups?count=0')];
    expect(totals.map(({ body }) => body.totalResults)).toEqual([0, 0]);
  });

  it('the command prints a line for each case and passes, also with the flag of Entra in the URL', async () => {
    const { code, lines } = await run(`${service.url}/scim/v2/?aadOptscim062020`, tenant.accessCode);

    expect(lines.filter((line) => line.startsWith('FAIL'))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('PASS'))).toHaveLength(played.length);
    expect(lines.filter((line) => line.startsWith('SKIP'))).toHaveLength(cases.length - played.length);
    expect(lines.at(-1)).toBe(`${played.length} passed, 0 failed`);
    expect(code).toBe(0);
  });
});

describe('The conformance suite', () => {
  it('has all core and preview tests of the SCIM Validator', () => {
    const numbers = (source: string) =>
      new Set(
        cases.flatMap((each) => (each.source.startsWith(source) ? [each.source.split(' test ')[1]] : [])),
      );
    expect([...numbers('Microsoft SCIM Validator, test ')].map(Number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 25 }, (_, index) => index + 1),
    );
    expect(numbers('Microsoft SCIM Validator, preview').size).toBe(7);
    expect(cases.filter(({ skip }) => skip !== undefined).map((each) => each.name)).toEqual([
      'Validate_Credentials',
      'Federated_Identity',
    ]);
    const titles = cases.map((each) => `${each.source}: ${each.name}`);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });

  describe('against a server that is wrong', () => {
    const servers: Server[] = [];
    const wrong = async (status: number, body: object): Promise<string> => {
      const server = createServer((_request, response) => {
        response.writeHead(status, { 'content-type': 'application/scim+json' }).end(JSON.stringify(body));
      });
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    };
    const urls: string[] = [];
    beforeAll(async () => {
      urls.push(
        await wrong(404, { status: '404' }),
        await wrong(200, { id: 'x', totalResults: 0, Resources: [] }),
      );
    });
    afterAll(() => servers.forEach((server) => server.close()));

    it('each case fails', async () => {
      const toothless: string[] = [];
      for (const each of played) {
        const outcomes = await Promise.allSettled(urls.map((url) => runCase(each, url, 'code')));
        const reasons = outcomes.map((outcome) =>
          outcome.status === 'rejected' ? outcome.reason.name : 'passed',
        );
        if (!reasons.includes('Mismatch'))
          toothless.push(`${each.source}: ${each.name}: ${reasons.join(', ')}`);
      }
      expect(toothless).toEqual([]);
    });

    it('the command prints the expected and the actual answer, and exits with 1', async () => {
      const { code, lines } = await run(urls[0] ?? '', 'code');

      const failure = lines.findIndex((line) =>
        line.startsWith('FAIL  Create a new User  (Microsoft SCIM Validator'),
      );
      expect(lines[failure + 1]).toBe('      POST /Users: expected status 201, got 404 {"status":"404"}');
      expect(lines.at(-1)).toMatch(/^\d+ passed, \d{2,} failed$/);
      expect(code).toBe(1);
    });
  });

  it('the command explains itself without arguments', async () => {
    const { code, lines } = await run();
    expect([code, lines]).toEqual([2, ['Usage: npm run conformance -- https://host/scim/v2 CODE']]);
  });
});

/** The command as it is run by hand. */
function run(...args: string[]): Promise<{ code: number; lines: string[] }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [RUN, ...args], (_error, stdout) => {
      resolve({ code: child.exitCode ?? -1, lines: stdout.trimEnd().split('\n') });
    });
  });
}
