import { Inject, Injectable } from '@nestjs/common';
import type { AdapterPayload } from 'oidc-provider';
import { DATABASE, type Database, type Statements } from '../../persistence/database/database.js';
import type { Artifact } from '../storage/artifact.entity.js';

/** Longer than any session or refresh token. */
const KEPT_MS = 35 * 86_400_000;

/** Notes who is signed in to which application, for those that want to be told when it ends. */
@Injectable()
export class ApplicationSignIns {
  private onNoted: () => void = () => undefined;

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** Calls `listener` whenever this process has noted a sign-in. */
  whenNoted(listener: () => void): void {
    this.onNoted = listener;
  }

  /** Notes a sign-in, in the transaction that issues its code. An application without back-channel logout has no `sid`. */
  async note(
    tx: Statements,
    { tenantId, userId }: Artifact,
    { sid, clientId }: AdapterPayload,
    issuer: string,
  ): Promise<void> {
    if (sid === undefined || clientId === undefined || tenantId === null || userId === null) return;
    await tx.run(
      `${this.database.dialect.insertIgnore} INTO application_sign_ins
       (id, tenant_id, user_id, application_id, issuer, due_at, attempts, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [sid, tenantId, userId, clientId, issuer, null, 0, Date.now() + KEPT_MS],
    );
    this.onNoted();
  }

  /** The application is to be told that a sign-in has ended. */
  async end(sid: string): Promise<void> {
    await this.database.transaction((tx) =>
      tx.run('UPDATE application_sign_ins SET due_at = ? WHERE id = ? AND due_at IS NULL', [Date.now(), sid]),
    );
  }
}
