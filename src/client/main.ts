import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { readConfig } from '../config.js';
import { createApp } from '../create-app.js';
import { failStart } from '../failed-start.js';
import { openApiDocument } from '../swagger/openapi-document.js';
import { CONSOLE_TYPES, consoleTypes } from './console-types.js';
import { writeClient } from './write-client.js';

/** Writes the types of the console in the place of a client. */
const FOR_CONSOLE = '--console';

/** `npm run client -- FOLDER`: writes a TypeScript client of all operations to a folder. */
async function main(): Promise<void> {
  const [target, ...more] = process.argv.slice(2);
  if (target === undefined || more.length > 0)
    throw new Error('expected one folder: npm run client -- FOLDER');
  if (target === FOR_CONSOLE) {
    await consoleTypes(await document(), CONSOLE_TYPES);
    console.log(`The types of the console are in ${CONSOLE_TYPES}`);
    return;
  }
  const folder = resolve(target);
  await writeClient(await document(), folder);
  console.log(`The client is in ${folder}: npm install && npm run build there compiles it`);
}

/** The OpenAPI document of a service that serves nobody. */
async function document(): Promise<OpenAPIObject> {
  const folder = await mkdtemp(join(tmpdir(), 'invitedesk-client-'));
  const config = readConfig({
    DATABASE_URL: `sqlite:${join(folder, 'none.sqlite')}`,
    LOG_LEVEL: 'error',
  });
  const app = await createApp(config);
  try {
    return openApiDocument(app, config);
  } finally {
    await app.close();
    await rm(folder, { recursive: true });
  }
}

main().catch(failStart);
