import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';

/** Where `npm run build` puts the pages; the same folder relative to the sources and to the build. */
const FOLDER = resolve(import.meta.dirname, '../../dist/console/web');
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const compress = promisify(gzip);

/** A file of the console with its headers. */
export interface ConsoleFile {
  readonly mediaType: string;
  readonly body: Buffer;
  readonly gzipped: () => Promise<Buffer>;
}

/** The built pages of the console. They are few and read at once, so that no path from a request reaches the disk. */
@Injectable()
export class ConsoleFiles {
  private files: ReadonlyMap<string, ConsoleFile> | undefined;

  /** The file with this path below `/console/`; undefined when there is none. */
  get(path: string): ConsoleFile | undefined {
    this.files ??= readFolder();
    return this.files.get(path);
  }
}

function readFolder(): ReadonlyMap<string, ConsoleFile> {
  const files = new Map<string, ConsoleFile>();
  for (const entry of entriesOf(FOLDER)) {
    const mediaType = MEDIA_TYPES[extname(entry.name)];
    if (!entry.isFile() || mediaType === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(FOLDER, path).replaceAll(sep, '/'), file(readFileSync(path), mediaType));
  }
  return files;
}

/** A build without pages still serves everything else. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function file(body: Buffer, mediaType: string): ConsoleFile {
  let gzipped: Promise<Buffer> | undefined;
  return { mediaType, body, gzipped: () => (gzipped ??= compress(body)) };
}
