import { createHash } from 'node:crypto';
import type { Database } from '../../src/persistence/database/database.js';
import type { Imported } from '../../src/transfer/imported-tenant.js';
import { importTenant } from '../../src/transfer/tenant-import.js';
import { ADMIN_TOKEN } from './admin-token.js';

/** The file of a tenant. */
export class TenantFile {
  constructor(readonly text: string) {}

  static async exportedFrom(url: string, tenantId: string): Promise<TenantFile> {
    const response = await fetchExport(url, tenantId);
    if (response.status !== 200) throw new Error(`export: ${response.status} ${await response.text()}`);
    return new TenantFile(await response.text());
  }

  /** The lines as they were parsed. */
  get lines(): any[] {
    return this.text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  get manifest(): any {
    return this.lines[0];
  }

  get end(): any {
    return this.lines.at(-1);
  }

  /** Neither the first nor the last line: the same in each export of the same content. */
  get content(): string {
    return this.text.split('\n').slice(1, -2).join('\n');
  }

  /** The file with other lines, whose last one has the right SHA-256; texts are written as they are. */
  with(change: (lines: any[]) => readonly unknown[]): TenantFile {
    const lines = change(this.lines).map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    const end = lines.findLastIndex((line) => line.startsWith('{"kind":"end"'));
    if (end >= 0) {
      const before = lines
        .slice(0, end)
        .map((line) => `${line}\n`)
        .join('');
      const sha256 = createHash('sha256').update(before).digest('hex');
      lines[end] = JSON.stringify({ ...JSON.parse(lines[end] ?? ''), sha256 });
    }
    return new TenantFile(lines.map((line) => `${line}\n`).join(''));
  }

  /** Imports it in this process. */
  importInto(storage: Database, chunkBytes = 65_536): Promise<Imported> {
    return importTenant(storage, inChunks(Buffer.from(this.text), chunkBytes), () => Promise.resolve());
  }
}

export function fetchExport(url: string, tenantId: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${url}/admin/v1/tenants/${tenantId}/export`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    ...(signal === undefined ? {} : { signal }),
  });
}

async function* inChunks(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += length) {
    yield await Promise.resolve(bytes.subarray(start, start + length));
  }
}
