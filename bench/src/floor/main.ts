import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import mysql from 'mysql2/promise';
import { Floor, type Reply } from './floor.ts';

/** A bare server of `node:http` and `mysql2` that answers only the benchmark's requests. */
const pool = mysql.createPool({ uri: process.env.DATABASE_URL!, connectionLimit: 16 });
const floor = new Floor(pool);

const server = createServer((request, response) => {
  void answer(request, response);
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.env.PORT), '127.0.0.1');

process.on('SIGTERM', () => {
  server.closeAllConnections();
  server.close(() => void pool.end());
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const base = `http://${request.headers.host}/scim/v2`;
    const [path = '', query = ''] = request.url!.slice('/scim/v2'.length).split('?');
    const text = request.method === 'POST' || request.method === 'PATCH' ? await bodyOf(request) : '';
    const body = text === '' ? null : (JSON.parse(text) as Record<string, any>);
    send(response, await floor.answer(request.method!, path, new URLSearchParams(query), body, base));
  } catch (error) {
    console.error(error);
    send(response, { status: 500 });
  }
}

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
  });
}

function send(response: ServerResponse, { status, text }: Reply): void {
  if (text === undefined) {
    response.writeHead(status).end();
    return;
  }
  response.writeHead(status, {
    'content-type': 'application/scim+json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
