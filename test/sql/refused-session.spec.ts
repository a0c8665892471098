import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, it } from '@jest/globals';
import { ADMIN_TOKEN } from '../support/service.js';
import { readConfig } from '../../src/config.js';
import { openDataSource } from '../../src/persistence/database/data-source.js';
import { describeOnMysql } from '../support/databases.js';

/**
 * Opens the database with something in between that writes one text for another of the same length.
 * @returns why it was not opened, and the statements that were sent
 */
async function openedThrough(from: string, to: string): Promise<{ error: Error; statements: string[] }> {
  const url = new URL(process.env.TEST_MYSQL_SERVER ?? '');
  const [host, port] = [url.hostname, Number(url.port)];
  const statements: string[] = [];
  const sockets: Socket[] = [];
  const between = createServer((socket) => {
    const onward = connect(port, host);
    for (const each of [socket, onward]) sockets.push(each.on('error', () => undefined));
    onward.pipe(socket);
    socket.on('data', (bytes) => {
      // A packet of one statement: its length, a number, COM_QUERY.
      if (bytes[4] === 3) statements.push(bytes.subarray(5).toString('latin1'));
      onward.write(Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1'));
    });
  }).listen(0, '127.0.0.1');
  await once(between, 'listening');
  url.port = String((between.address() as AddressInfo).port);
  url.pathname = '/mysql';
  const config = readConfig({ DATABASE_URL: url.href, ADMIN_TOKEN });
  const error = await openDataSource(config).then(
    () => new Error('It was opened'),
    (thrown: unknown) => thrown as Error,
  );
  for (const socket of sockets) socket.destroy();
  between.close();
  return { error, statements };
}

describeOnMysql('the start with a MySQL whose connections', () => {
  it('cannot be set says so in a line, and nothing is sent that was to follow', async () => {
    const { error, statements } = await openedThrough('sql_mode', 'sql_mood');
    expect(error.message).toMatch(
      /^the database does not take the settings that each connection .*\(Unknown system variable 'sql_mood'\)$/,
    );
    expect(statements).toEqual([expect.stringMatching(/SET NAMES utf8mb4 .*sql_mode = /s)]);
  });

  it('are set to something else says so', async () => {
    const { error } = await openedThrough('NO_ZERO_DATE', 'IGNORE_SPACE');
    expect(error.message).toMatch(/does not take the settings .*its sql_mode is '.*IGNORE_SPACE/);
  });
});
