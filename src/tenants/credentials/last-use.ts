import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { LOGGER, type Logger } from '../../logger.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import type { TenantAccess } from '../../access/tenant-access.js';

const WRITE_EVERY_MS = 60_000;
const REMEMBERED_TOKENS = 100_000;

/** The table of each kind of credential. */
const TABLES: Readonly<Record<TenantAccess['kind'], string>> = {
  'access-code': 'access_codes',
  'oauth-client': 'oauth_secrets',
  federated: 'federated_credentials',
  'entra-token': 'entra_trusts',
};

/** Records when credentials were last used: at most once a minute per credential, and outside the path of requests. */
@Injectable()
export class LastUse implements OnApplicationShutdown {
  private readonly written = new LRUCache<string, true>({
    max: REMEMBERED_TOKENS,
    ttl: WRITE_EVERY_MS,
    // To ask for the time costs less than a timer.
    ttlResolution: 0,
  });
  private readonly pending = new Set<Promise<void>>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Queues the time of use; returns at once. */
  note(access: TenantAccess): void {
    if (this.written.has(access.tokenId)) return;
    this.written.set(access.tokenId, true);
    const write = this.write(access)
      .catch((error: unknown) =>
        this.logger.warn({ err: error }, 'The last use of a credential was not recorded'),
      )
      .finally(() => this.pending.delete(write));
    this.pending.add(write);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.pending);
  }

  private async write({ tenantId, kind, tokenId }: TenantAccess): Promise<void> {
    const now = Date.now();
    // The condition limits writes to one a minute across processes too. A clock may have jumped back.
    await this.database.transaction((tx) =>
      tx.run(
        `UPDATE ${TABLES[kind]} SET last_used_at = ?
         WHERE tenant_id = ? AND id = ? AND (last_used_at IS NULL OR last_used_at <= ? OR last_used_at > ?)`,
        [now, tenantId, tokenId, now - WRITE_EVERY_MS, now + WRITE_EVERY_MS],
      ),
    );
  }
}
