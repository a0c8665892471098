import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase, onEveryDatabase, type TestDatabase } from '../../support/databases.js';
import { inParallel, tally } from '../../support/parallel.js';
import { buildService, ServiceProcess, type Build } from '../../support/service-process.js';
import { TestTenant, USER } from '../../support/tenant.js';

/** A container of 1 GiB holds a process with so much heap. */
const BOUNDED = { NODE_OPTIONS: '--max-old-space-size=512', LOG_LEVEL: 'error' };
const MAX_RESIDENT_MB = 900;
const MIB = 1_048_576;
/** A page of all of these has 10 MB. */
const LARGE_USERS = 40;
/** More pages than would go into the memory that the process has. */
const PAGES = 110;
/** A process whose memory has not grown for so long has taken what it takes. */
const STEADY_MS = 2000;

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

  beforeAll(async () => {
    database = await createDatabase(name);
    service = await ServiceProcess.start(build, database.url);
    tenant = await TestTenant.create(service, 'Fabrikam');
    other = await TestTenant.create(service, 'Contoso');
    user = (await other.createUser()).id;
    const statuses = await inParallel(4, () => createLargeUsers(LARGE_USERS / 4));
    expect(tally(statuses.flat())).toEqual({ 201: LARGE_USERS });
    await service.end('SIGTERM');
  }, 120_000);
  beforeEach(async () => {
    service = await ServiceProcess.start(build, database.url, BOUNDED);
    [tenant, other] = [tenant, other].map((each) => each.with(each.accessCode, service)) as [
      TestTenant,
      TestTenant,
    ];
    sockets = [];
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    expect(mostResident()).toBeLessThan(MAX_RESIDENT_MB);
    expect(await service.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
  });
  afterAll(() => database.drop());

  /** The most memory that the process has had, in MB. */
  const mostResident = (): number => Number(/VmHWM:\s+(\d+) kB/.exec(service.memory())?.[1]) / 1024;

  const untilSteady = async (): Promise<void> => {
    let [most, since] = [mostResident(), Date.now()];
    while (Date.now() - since < STEADY_MS) {
      await sleep(100);
      if (mostResident() > most + 1) [most, since] = [mostResident(), Date.now()];
    }
  };

  /** What Entra asks for another tenant, until `work` is done. */
  const whileOthersAreServed = async <T>(work: () => Promise<T>): Promise<T> => {
    let done = false;
    const result = work().finally(() => (done = true));
    const statuses: number[] = [];
    while (!done) {
      const probe = await other.get('/Users?filter=userName%20eq%20%22nobody%22');
      const patch = await other.patch(`/Users/${user}`, [{ op: 'replace', path: 'title', value: 'x' }]);
      statuses.push(probe.status, patch.status);
      await sleep(50);
    }
    expect(statuses.length).toBeGreaterThan(0);
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

  const createLargeUsers = async (count: number): Promise<number[]> => {
    const statuses: number[] = [];
    for (let index = 0; index < count; index++) {
      const { status } = await tenant.post('/Users', {
        schemas: [USER],
        userName: randomUUID(),
        nickName: 'x'.repeat(250_000),
      });
      statuses.push(status);
    }
    return statuses;
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

  it(`sends ${PAGES} pages of the largest users at once`, async () => {
    const answers = await whileOthersAreServed(() =>
      inParallel(PAGES, async (index) => {
        const query = index % 2 === 0 ? 'startIndex=1' : 'count=1000';
        const response = await fetch(`${service.url}/scim/v2/Users?${query}`, {
          headers: { authorization: `Bearer ${tenant.accessCode}` },
        });
        const { byteLength } = await response.arrayBuffer();
        return `${response.status} ${byteLength > LARGE_USERS * 250_000 ? 'whole' : 'short'}`;
      }),
    );
    // On a slow machine some have waited in vain, and are told so.
    const { '200 whole': sent = 0, '429 short': refused = 0 } = tally(answers);
    expect(sent + refused).toBe(PAGES);
    expect(sent).toBeGreaterThan(0);
  }, 120_000);

  it('lets 250 clients ask for such pages that never read them', async () => {
    await whileOthersAreServed(async () => {
      await inParallel(250, (index) => send(`GET /scim/v2/Users?count=${index % 2 === 0 ? 100 : 1000}`));
      await untilSteady();
    });
    expect((await tenant.get('/Users?filter=nickName%20pr&count=0')).body.totalResults).toBe(LARGE_USERS);
    expect((await other.get('/Users')).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    while ((await tenant.get('/Users?count=2')).status !== 200) await sleep(50);
  }, 120_000);

  describe.each([
    ['/Users', MIB],
    ['/Bulk', 4 * MIB],
  ])('holds bodies for %s', (path, length) => {
    it('of which 250 come slowly, and takes others', async () => {
      const almost = `Content-Length: ${length}\r\n\r\n{"x":"${'x'.repeat(length - 100)}`;
      await whileOthersAreServed(async () => {
        await inParallel(250, () => send(`POST /scim/v2${path}`, almost));
        await untilSteady();
      });
      const create = (more = {}) =>
        tenant.post('/Users', { schemas: [USER], userName: randomUUID(), ...more });
      const large = { nickName: 'x'.repeat(200_000) };
      expect((await create()).status).toBe(201);
      const refused = await create(large);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
      expect(refused.body.detail).toMatch(/8 MiB are under way for this tenant: wait/);
      for (const socket of sockets) socket.destroy();
      while ((await create(large)).status !== 201) await sleep(50);
    });
  });
});
