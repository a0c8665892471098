import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { DATABASE, DatabaseUnavailable, type Database } from '../persistence/database/database.js';
import { SNAPSHOTS, type Snapshot, type Snapshots } from '../persistence/database/snapshot.js';
import { PRODUCT_VERSION } from './product-version.js';
import { manifestOf, tenantFile } from './tenant-export.js';
import type { Manifest } from './tenant-file.js';

/** Exports under way in one process. */
const AT_ONCE = 2;
/** Longest for one export: meanwhile the database keeps what others delete. */
const LONGEST_MS = 1_800_000;

/** An export that has begun. */
export interface TenantExport {
  readonly manifest: Manifest;
  readonly pieces: AsyncIterable<string>;
  /** Must be called, whether all pieces were read or not. */
  readonly end: () => void;
}

/** Exports tenants: one moment of each, whatever is written meanwhile. */
@Injectable()
export class TenantExports {
  private underWay = 0;

  constructor(
    @Inject(SNAPSHOTS) private readonly snapshots: Snapshots,
    @Inject(DATABASE) private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * @throws NotFoundException when there is no such tenant; ConflictException while another export of it is under way;
   *   DatabaseUnavailable while the process has enough exports under way
   */
  async begin(tenantId: string): Promise<TenantExport> {
    if (this.underWay >= AT_ONCE) {
      throw new DatabaseUnavailable(new Error(`${AT_ONCE} exports are under way`));
    }
    this.underWay++;
    let snapshot: Snapshot | null = null;
    const end = (): void => {
      snapshot?.close();
      this.underWay--;
    };
    try {
      snapshot = await this.snapshots.open(`export-${tenantId}`);
      if (snapshot === null) throw new ConflictException('An export of this tenant is under way');
      const manifest = await manifestOf(snapshot, tenantId, PRODUCT_VERSION);
      if (manifest === null) throw new NotFoundException('No tenant has this id');
      await this.database.entities((manager) =>
        this.audit.note(manager, { tenantId, detail: { ...manifest.counts } }),
      );
      return { manifest, pieces: inTime(tenantFile(snapshot, manifest)), end };
    } catch (error) {
      end();
      throw error;
    }
  }
}

async function* inTime(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  const deadline = performance.now() + LONGEST_MS;
  for await (const piece of pieces) {
    if (performance.now() > deadline) throw new Error('The export has taken too long');
    yield piece;
  }
}
