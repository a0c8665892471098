import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import type { OpenAPIObject } from '@nestjs/swagger';

/** Part of the sources: the same file relative to the sources and to the build. */
export const CONSOLE_TYPES = resolve(import.meta.dirname, '../../src/console/web/api/admin-api.gen.ts');

const OF_CONSOLE = /^\/(?:admin|console)\//;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const HEAD = '/* Made by `npm run client -- --console` from the OpenAPI document of the service. */\n';

/** Writes the types of the operations that the console calls, and which belong to which method and path. */
export async function consoleTypes(document: OpenAPIObject, file: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'invitedesk-types-'));
  try {
    const paths = Object.fromEntries(
      Object.entries(document.paths).filter(([path]) => OF_CONSOLE.test(path)),
    );
    await createClient({
      input: { ...document, paths } as never,
      output: { path: folder },
      parser: { filters: { orphans: false } },
      logs: { level: 'silent' },
      plugins: ['@hey-api/typescript'],
    });
    const types = await readFile(join(folder, 'types.gen.ts'), 'utf8');
    await writeFile(file, `${HEAD}${types.replace(/^\/\/.*\n/, '')}\n${operations(paths)}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function operations(paths: OpenAPIObject['paths']): string {
  const lines = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const name = item[method]?.operationId;
      if (name === undefined) return [];
      const type = name.replace(/^./, (letter) => letter.toUpperCase());
      return [`  '${method.toUpperCase()} ${path}': { given: ${type}Data; answer: ${type}Response };\n`];
    }),
  );
  return `/** Each operation by its method and path. */\nexport interface Operations {\n${lines.join('')}}\n`;
}
