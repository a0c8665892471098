import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import type { OpenAPIObject } from '@nestjs/swagger';

const NAME = 'invitedesk-provisioning-client';

/** What makes a folder of sources a package that compiles by itself. */
const PACKAGE = {
  name: NAME,
  version: '1.0.0',
  private: true,
  type: 'module',
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  files: ['dist'],
  scripts: { build: 'tsc', prepare: 'tsc' },
  devDependencies: { typescript: '6.0.3' },
};

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    module: 'NodeNext',
    types: [],
    rootDir: 'src',
    outDir: 'dist',
    declaration: true,
    strict: true,
    skipLibCheck: true,
  },
  include: ['src'],
};

const README = `# Client of InviteDesk Provisioning

Generated from the OpenAPI document of the service. A function for each operation, named by its operation id:

\`\`\`ts
import { createClient, createTenant, createUser } from '${NAME}';

const admin = createClient({ baseUrl: 'https://provisioning.example', auth: adminToken });
const { data: tenant, error } = await createTenant({ client: admin, body: { name, entraTenantId } });
\`\`\`

Operations of SCIM need a client whose \`auth\` is the access code of a tenant.
`;

/**
 * Writes a package with a client of every operation. What an earlier run wrote is replaced.
 * @throws Error when the folder has something else in it
 */
export async function writeClient(document: OpenAPIObject, folder: string): Promise<void> {
  await refuseOthers(folder);
  await mkdir(folder, { recursive: true });
  await createClient({
    input: document as never,
    output: { path: join(folder, 'src'), module: { extension: '.js' } },
    logs: { level: 'silent' },
    plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
  });
  const index = join(folder, 'src/index.ts');
  const maker = "export { createClient, type Client } from './client/index.js';\n";
  await writeFile(index, (await readFile(index, 'utf8')) + maker);
  const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
  await writeFile(join(folder, 'package.json'), json(PACKAGE));
  await writeFile(join(folder, 'tsconfig.json'), json(TSCONFIG));
  await writeFile(join(folder, 'README.md'), README);
}

async function refuseOthers(folder: string): Promise<void> {
  const found = await readdir(folder).catch(() => []);
  if (found.length === 0) return;
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  const { name } = JSON.parse(text) as { name?: string };
  if (name !== NAME) throw new Error(`${folder} has something else in it: expected a new folder`);
}
