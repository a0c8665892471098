import { createServer } from 'node:http';
import jackson from '@boxyhq/saml-jackson';

/** SAML Jackson's directory sync on MySQL, behind the least HTTP server that hands it each request. */
const { default: create = jackson } = jackson;
const url = `http://127.0.0.1:${process.env.PORT}`;
const { directorySyncController } = await create({
  externalUrl: url,
  samlPath: '/saml',
  samlAudience: 'https://bench.example',
  scimPath: '/scim',
  noAnalytics: true,
  db: { engine: 'sql', type: 'mysql', url: process.env.DATABASE_URL, pageLimit: 1000 },
  logger: { info: () => undefined, error: console.error, warn: () => undefined },
});
const { data, error } = await directorySyncController.directories.create({
  name: 'Bench',
  tenant: 'bench',
  product: 'bench',
  type: 'azure-scim-v2',
});
if (error) throw new Error(error.message);

const server = createServer((request, response) => void answer(request, response));
server.keepAliveTimeout = 60_000;
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log(`token ${data.scim.secret}`));
process.on('SIGTERM', () => process.exit(0));

async function answer(request, response) {
  try {
    const { pathname, searchParams } = new URL(request.url, url);
    const [, , , resourceType, resourceId] = pathname.split('/');
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const number = (name) => (searchParams.has(name) ? Number(searchParams.get(name)) : undefined);
    const result = await directorySyncController.requests.handle({
      method: request.method,
      body: text === '' ? undefined : JSON.parse(text),
      directoryId: data.id,
      resourceType,
      resourceId,
      apiSecret: request.headers.authorization?.slice('Bearer '.length) ?? null,
      query: {
        count: number('count'),
        startIndex: number('startIndex'),
        filter: searchParams.get('filter') ?? undefined,
      },
    });
    send(response, result.status, result.data);
  } catch (thrown) {
    console.error(thrown);
    send(response, 500, { detail: String(thrown) });
  }
}

function send(response, status, body) {
  const text = status === 204 ? '' : JSON.stringify(body ?? {});
  response.writeHead(status, {
    'content-type': 'application/scim+json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
