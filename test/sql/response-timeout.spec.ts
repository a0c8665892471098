import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createPool, type Pool, type PoolConnection } from 'mysql2';
import { read } from '../../src/persistence/mysql/mysql-connection.js';
import { verdict } from '../../src/persistence/mysql/mysql-errors.js';
import { limitResponseTime, RESPONSE_TIMEOUT } from '../../src/persistence/mysql/response-timeout.js';
import { describeOnMysql } from '../support/databases.js';

const AFTER_MS = 400;

describeOnMysql('a MySQL server whose host is gone without a word', () => {
  /** What goes through here can be lost on its way. */
  let way: Server;
  const sockets: Socket[] = [];
  let pool: Pool;
  let isAtWork: (threadId: number) => Promise<boolean> = () => Promise.resolve(false);

  const selected = async (sql: string): Promise<unknown> => {
    const [row] = await read(pool, sql, []);
    return row?.value;
  };

  beforeAll(async () => {
    const url = new URL(process.env.TEST_MYSQL_SERVER ?? '');
    const [host, port] = [url.hostname, Number(url.port)];
    way = createServer((socket) => {
      const onward = connect(port, host);
      socket.pipe(onward).pipe(socket);
      sockets.push(socket, onward);
      for (const each of [socket, onward]) each.on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(way, 'listening');
    url.port = String((way.address() as AddressInfo).port);
    pool = createPool({ uri: url.href, connectionLimit: 1 });
    pool.on('connection', (connection: PoolConnection) =>
      limitResponseTime(connection, { afterMs: AFTER_MS, isAtWork: (thread) => isAtWork(thread) }),
    );
  });
  afterAll(async () => {
    await pool.promise().end();
    for (const socket of sockets) socket.destroy();
    way.close();
  });

  it('ends a statement that nobody answers, and is asked again when it is back', async () => {
    expect(await selected('SELECT 1 AS value')).toBe(1);
    // Also where nothing was asked for a while.
    await sleep(2 * AFTER_MS);
    for (const socket of sockets) socket.unpipe().pause();
    const error = await selected('SELECT 2 AS value').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: RESPONSE_TIMEOUT });
    expect(verdict(error)).toBe('give up');
    expect(await selected('SELECT 3 AS value')).toBe(3);
  });

  it('is told from one that is at work on the statement', async () => {
    const asked: number[] = [];
    isAtWork = (threadId) => {
      asked.push(threadId);
      return Promise.resolve(true);
    };
    const thread = await selected('SELECT CONNECTION_ID() AS value');
    expect(await selected(`SELECT SLEEP(${(2.5 * AFTER_MS) / 1000}) AS value`)).toBe(0);
    expect(asked).toEqual([thread, thread]);
    isAtWork = () => new Promise(() => undefined);
    await expect(selected('SELECT SLEEP(5) AS value')).rejects.toMatchObject({ code: RESPONSE_TIMEOUT });
    isAtWork = () => Promise.reject(new Error('away'));
    await expect(selected('SELECT SLEEP(5) AS value')).rejects.toMatchObject({ code: RESPONSE_TIMEOUT });
  });

  it('is not taken for one while nothing is asked', async () => {
    const before = await selected('SELECT CONNECTION_ID() AS value');
    await sleep(3 * AFTER_MS);
    expect(await selected('SELECT CONNECTION_ID() AS value')).toBe(before);
  });
});
