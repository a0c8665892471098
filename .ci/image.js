#!/usr/bin/env node
/*
 * CI without a Docker engine: runs the steps of docker/Dockerfile in clean folders, with the Node.js of the PATH, and
 * then every operator's command of docs/operations.md with the result. Says how large the result is.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = resolve(import.meta.dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'invitedesk-image-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const [build, image] = stagesOf(readFileSync(join(ROOT, 'docker/Dockerfile'), 'utf8'));
const allowed = readFileSync(join(ROOT, 'docker/Dockerfile.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));
const folders = { build: join(work, 'build'), image: join(work, 'image') };

for (const [instruction, text] of build) {
  if (instruction === 'COPY') copy(text, ROOT, folders.build, allowed);
  if (instruction === 'RUN') sh(text, folders.build);
}
// Steps of the image itself that touch the system are for a container alone.
const env = { PATH: process.env.PATH };
for (const [instruction, text] of image) {
  if (instruction === 'COPY')
    copy(text.replace('--from=build ', '').replaceAll('/app/', ''), folders.build, folders.image);
  if (instruction === 'ENV') for (const pair of text.split(' ')) env[pair.split('=')[0]] = pair.split('=')[1];
}
if (!image.some(([instruction, text]) => instruction === 'USER' && text === 'node'))
  throw new Error('USER node is missing');
rmSync(folders.build, { recursive: true });

const port = 20_000 + (process.pid % 20_000);
Object.assign(env, {
  DATABASE_URL: `sqlite:${join(work, 'data.sqlite')}`,
  HOST: '127.0.0.1',
  PORT: String(port),
  ADMIN_TOKEN: 'image-admin-token-0123456789-abcdefghij',
});
const commands = [
  ...readFileSync(join(ROOT, 'docs/operations.md'), 'utf8').matchAll(/\| `(node dist\/[^`]+)` +\|/g),
].map(([, command]) => command);
if (commands.length < 5) throw new Error('docs/operations.md has no table of commands');
for (const command of commands) {
  console.log(`> ${command}`);
  sh(command.replace('FILE', join(work, 'backup.sqlite')), folders.image, env);
}

const [, start] = image.find(([instruction]) => instruction === 'CMD');
const [, ...args] = JSON.parse(start);
const service = spawn('node', args, { cwd: folders.image, env, stdio: 'inherit' });
try {
  for (const path of ['/health/ready', '/console', '/docs', '/docs-json']) await answered(path);
} finally {
  service.kill('SIGTERM');
}
const mb = Number(execFileSync('du', ['-sm', folders.image], { encoding: 'utf8' }).split('\t')[0]);
const packages = readdirSync(join(folders.image, 'node_modules')).length;
console.log(
  `The image adds ${mb} MB to that of Node.js (${packages} folders of packages); every command works in it.`,
);

/** The instructions of each stage, with continued lines joined. */
function stagesOf(text) {
  const lines = text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter(Boolean);
  const stages = [];
  for (const line of lines) {
    const [, instruction, rest] = /^(\w+) (.*)$/.exec(line);
    if (instruction === 'FROM') stages.push([]);
    else stages.at(-1).push([instruction, rest]);
  }
  return stages;
}

function copy(text, from, to, only) {
  const paths = text.split(' ').filter((word) => !word.startsWith('--'));
  const target = paths.pop();
  for (const path of paths) {
    if (only !== undefined && !only.includes(path))
      throw new Error(`${path} is not in Dockerfile.dockerignore`);
    const name = target.endsWith('/') ? join(target, path) : target;
    mkdirSync(join(to, name, '..'), { recursive: true });
    cpSync(join(from, path), join(to, name), { recursive: true, verbatimSymlinks: true });
  }
}

function sh(command, cwd, env = process.env) {
  execFileSync('sh', ['-c', command], { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
}

async function answered(path) {
  for (let tries = 0; tries < 200; tries++) {
    const status = await fetch(`http://127.0.0.1:${port}${path}`).then(
      async (answer) => (await answer.text(), answer.status),
      () => 0,
    );
    if (status === 200) return;
    await sleep(100);
  }
  throw new Error(`${path} is not answered`);
}
