import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requestOfApplication } from './outbound-request.js';

describe('a request to an application', () => {
  let server: Server;
  let origin: string;
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' });
      response.end('{"keys":[]}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it('is answered, by a name too', async () => {
    const response = await requestOfApplication(`${origin}/keys`, {});
    expect([response.status, await response.json()]).toEqual([200, { keys: [] }]);
  });

  it('follows no redirect', async () => {
    const { status } = await requestOfApplication(`${origin}/moved`, { method: 'POST', body: 'x' });
    expect(status).toBe(302);
    expect(asked).not.toContain('GET /elsewhere');
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fe80::1]/',
    'http://0.0.0.0/',
    'http://[::]/',
    'http://2852039166/',
  ])('is not sent to %s', async (url) => {
    await expect(
      (async () => {
        await requestOfApplication(url, {});
      })(),
    ).rejects.toThrow(/is no address of an application|Invalid/);
  });
});
