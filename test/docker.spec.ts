import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SETTINGS } from '../src/config.js';

/* What is run without npm: the image and the compose file. `.ci/image.js` runs their steps. */

const read = (path: string) => readFileSync(join(resolve(import.meta.dirname, '..'), path), 'utf8');
const compose = read('docker/compose.yml');
const service = compose.slice(compose.indexOf('\n  service:'), compose.indexOf('\nvolumes:'));
const [, image = ''] = read('docker/Dockerfile').split(/^FROM .*slim$/m);
/** The image decides where it listens. */
const OF_IMAGE = ['PORT', 'HOST'];

describe('the compose file', () => {
  it('passes every setting on', () => {
    const [, environment = ''] = /environment:\n((?: {6}\S.*\n)+)/.exec(service) ?? [];
    const passed = [...environment.matchAll(/^ {6}([A-Z_]+): (.*)$/gm)];
    const names = passed.map(([, name]) => name);
    expect(names.sort()).toEqual(SETTINGS.filter((name) => !OF_IMAGE.includes(name)).sort());
    for (const [, name = '', value = ''] of passed) {
      if (name !== 'DATABASE_URL')
        expect([name, value]).toEqual([name, expect.stringContaining(`\${${name}:`)]);
    }
  });

  it('gives the service nothing to write to, and no capabilities', () => {
    expect(service).toContain('read_only: true');
    expect(service).toContain('cap_drop: [ALL]');
    expect(service).toContain('no-new-privileges:true');
  });
});

describe('the image', () => {
  it('is without npm, and runs as a user that is not root', () => {
    expect(image).toMatch(/^USER node$/m);
    expect(image).toMatch(/rm -rf \/usr\/local\/lib\/node_modules/);
    expect(/^CMD .*$/m.exec(image)?.[0]).toMatch(/^CMD \["node", /);
    expect(image.indexOf('USER node')).toBeLessThan(image.indexOf('\nCMD'));
  });

  it("has each operator's command by a name that docs/operations.md tells", () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = Object.entries(scripts).flatMap(([name, command]) =>
      [...command.matchAll(/node --enable-source-maps (dist\/\S+-main\.js)/g)].map(
        ([, file]) => [`npm run ${name}`, `node ${file}`] as const,
      ),
    );
    expect(commands.length).toBeGreaterThanOrEqual(5);
    const told = [...read('docs/operations.md').matchAll(/^\| `(npm run [^`]+)` +\| `(node [^` ]+)/gm)].map(
      ([, npm, node]) => [npm, node] as const,
    );
    expect(told.sort()).toEqual(commands.sort());
  });
});
