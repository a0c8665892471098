import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase, onEveryDatabase, type TestDatabase } from '../../support/databases.js';
import { inParallel, tally } from '../../support/parallel.js';
import { buildService, ServiceProcess, type Build } from '../../support/service-process.js';
import { TestTenant, USER } from '../../support/tenant.js';

/** A container of 1 GiB holds a process with so much heap. */
const BOUNDED = { NODE_OPTIONS: '--max-old-space-size=512', LOG_LEVEL: 'error' };
const MAX_RESIDENT_MB = 900;
const MIB = 1_048_576;

let build: Build;
beforeAll(async () => void (build = await buildService()), 180_000);
afterAll(() => build.remove());

onEveryDatabase('a process with 512 MB', (name) => {
  let database: TestDatabase;
  let service: ServiceProcess;
  let tenant: TestTenant;
  let other: TestTenant;
  let user: string;
  let sockets: Socket[];

  beforeEach(async () => {
    database = await createDatabase(name);
    service = await ServiceProcess.start(build, database.url, BOUNDED);
    tenant = await TestTenant.create(service, 'Fabrikam');
    other = await TestTenant.create(service, 'Contoso');
    user = (await other.createUser()).id;
    sockets = [];
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    const resident = Number(/VmHWM:\s+(\d+) kB/.exec(service.memory())?.[1]) / 1024;
    expect(resident).toBeLessThan(MAX_RESIDENT_MB);
    expect(await service.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    await database.drop();
  });

  /** What Entra asks for another tenant, until `work` is done. */
  const whileOthersAreServed = async <T>(work: () => Promise<T>): Promise<T> => {
    let done = false;
    const result = work().finally(() => (done = true));
    const statuses: number[] = [];
    while (!done) {
      const probe = await other.get('/Users?filter=userName%20eq%20%22nobody%22');
      const patch = await other.patch(`/Users/${user}`, [{ op: 'replace', path: 'title', value: 'x' }]);
      statuses.push(probe.status, patch.status);
      await new Promise((wake) => setTimeout(wake, 50));
    }
    expect(tally(statuses)).toEqual({ 200: statuses.length });
    return result;
  };

  /** Sends the head of a request and as much of its body as given, and reads nothing. */
  const send = (head: string, body = ''): Promise<Socket> =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(service.url);
      const socket = connect(Number(port), hostname, () => {
        socket.pause();
        socket.write(
          `${head} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tenant.accessCode}\r\n` +
            `Content-Type: application/scim+json\r\n`,
        );
        socket.write(body === '' ? '\r\n' : body, () => resolve(socket));
      });
      socket.on('error', () => undefined);
      sockets.push(socket);
    });

  const createLargeUsers = async () => {
    for (let start = 0; start < 100; start += 4) {
      const answers = await inParallel(4, (index) =>
        tenant.post('/Users', {
          schemas: [USER],
          userName: `large${start + index}`,
          nickName: 'x'.repeat(250_000),
        }),
      );
      expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 4 });
    }
  };

  it('takes any number of changes of schemas as large as they may be', async () => {
    const path = (index: number) => `/tenants/${tenant.id}/schemas/urn:fabrikam:s${index}:User`;
    const attributes = (count: number, parts: number) =>
      Array.from({ length: count }, (_, i) => ({
        name: `a${i}`,
        type: 'complex',
        subAttributes: Array.from({ length: parts }, (_, j) => ({ name: `p${j}`, type: 'string' })),
      }));
    const tooLarge = await service.admin('PUT', path(0), { attributes: attributes(100, 100) });
    expect(tooLarge.status).toBe(400);
    for (let round = 0; round < 80; round++) {
      const answer = await service.admin('PUT', path(round % 20), {
        description: `round ${round}`,
        attributes: attributes(1, 100),
      });
      expect(answer.status).toBe(round < 20 ? 201 : 200);
      expect((await tenant.get('/Users?count=1')).status).toBe(200);
    }
  });

  it('sends 45 pages of the largest users at once', async () => {
    await createLargeUsers();
    const answers = await whileOthersAreServed(() =>
      inParallel(45, async (index) => {
        const { status, body } = await tenant.get(
          index % 2 === 0 ? '/Users?startIndex=1' : '/Users?count=1000',
        );
        return `${status} ${body.Resources?.length} ${body.itemsPerPage}`;
      }),
    );
    // On a slow machine some have waited in vain, and are told so.
    const { '200 100 100': sent = 0, '429 undefined undefined': refused = 0 } = tally(answers);
    expect(sent + refused).toBe(45);
    expect(sent).toBeGreaterThan(0);
  }, 240_000);

  it('lets 250 clients ask for such pages that never read them', async () => {
    await createLargeUsers();
    await whileOthersAreServed(async () => {
      await inParallel(250, (index) => send(`GET /scim/v2/Users?count=${index % 2 === 0 ? 100 : 1000}`));
      await new Promise((wake) => setTimeout(wake, 15_000));
    });
    expect(
      (await tenant.get('/Users?filter=userName%20eq%20%22large1%22&attributes=userName')).body.totalResults,
    ).toBe(1);
    expect((await other.get('/Users')).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    await new Promise((wake) => setTimeout(wake, 500));
    expect((await tenant.get('/Users?count=2')).status).toBe(200);
  }, 240_000);

  describe.each([
    ['/Users', MIB],
    ['/Bulk', 4 * MIB],
  ])('holds bodies for %s', (path, length) => {
    it('of which 250 come slowly, and takes others', async () => {
      const almost = `Content-Length: ${length}\r\n\r\n{"x":"${'x'.repeat(length - 100)}`;
      await whileOthersAreServed(async () => {
        await inParallel(250, () => send(`POST /scim/v2${path}`, almost));
        await new Promise((wake) => setTimeout(wake, 3000));
      });
      const small = { schemas: [USER], userName: 'small' };
      expect((await tenant.post('/Users', small)).status).toBe(201);
      const large = await tenant.post('/Users', { ...small, userName: 'l', nickName: 'x'.repeat(200_000) });
      expect([large.status, large.headers.get('retry-after')]).toEqual([429, '5']);
      expect(large.body.detail).toMatch(/8 MiB are under way for this tenant: wait/);
      for (const socket of sockets) socket.destroy();
      await new Promise((wake) => setTimeout(wake, 500));
      expect(
        (await tenant.post('/Users', { ...small, userName: 'l', nickName: 'x'.repeat(200_000) })).status,
      ).toBe(201);
    });
  });
});
