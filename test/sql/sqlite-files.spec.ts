import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { openDatabase } from '../../src/persistence/database/open-database.js';

describe('the files of SQLite', () => {
  let base: string;
  beforeEach(async () => void (base = await mkdtemp(join(tmpdir(), 'invitedesk-files-'))));
  afterEach(() => rm(base, { recursive: true }));

  const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

  it('and their folder are made for nobody else to read', async () => {
    const folder = join(base, 'deeper', 'data');
    const database = await openDatabase(readConfig({ DATABASE_URL: `sqlite:${folder}/x.sqlite` }));
    const files = await readdir(folder);
    expect(files.sort()).toEqual(['x.sqlite', 'x.sqlite-shm', 'x.sqlite-wal']);
    expect(await Promise.all(files.map((file) => modeOf(join(folder, file))))).toEqual(['600', '600', '600']);
    expect([await modeOf(folder), await modeOf(join(base, 'deeper'))]).toEqual(['700', '700']);
    await database.close();
  });

  it('that are there keep the mode that they were given', async () => {
    const path = join(base, 'x.sqlite');
    await writeFile(path, '');
    await chmod(path, 0o640);
    await (await openDatabase(readConfig({ DATABASE_URL: `sqlite:${path}` }))).close();
    expect(await modeOf(path)).toBe('640');
  });
});
