import { Inject, Injectable } from '@nestjs/common';
import type { AdapterPayload } from 'oidc-provider';
import { DATABASE, type Database, type Transaction } from '../../persistence/database/database.js';
import { placeholders } from '../../persistence/database/in-list.js';
import { PersonSessions, type SessionFollower } from '../../sessions/person-sessions.service.js';

/** What people have signed in to through a session here ends with it, and applications are told. */
@Injectable()
export class SignedInThrough implements SessionFollower {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    sessions: PersonSessions,
  ) {
    sessions.follow(this);
  }

  /** Grants, and all codes and tokens issued with them, whether the application wanted to outlive the session or not. */
  async end(tx: Transaction, hint: string): Promise<void> {
    const { forUpdate } = this.database.dialect;
    const rows = await tx.rows<{ payload: string }>(
      `SELECT payload FROM oidc_artifacts WHERE person_session = ?${forUpdate}`,
      [hint],
    );
    if (rows.length === 0) return;
    const signIns = rows.flatMap(({ payload }) => signInsOf(JSON.parse(payload) as AdapterPayload));
    const grants = signIns.flatMap(({ grantId }) => grantId ?? []);
    const sids = signIns.flatMap(({ sid }) => sid ?? []);
    if (grants.length > 0)
      await tx.run(`DELETE FROM oidc_artifacts WHERE grant_id IN (${placeholders(grants.length)})`, grants);
    if (sids.length > 0) {
      await tx.run(
        `UPDATE application_sign_ins SET due_at = ? WHERE due_at IS NULL AND id IN (${placeholders(sids.length)})`,
        [tx.at, ...sids],
      );
    }
    await tx.run('DELETE FROM oidc_artifacts WHERE person_session = ?', [hint]);
  }

  async move(tx: Transaction, from: string, to: string): Promise<void> {
    await tx.run('UPDATE oidc_artifacts SET person_session = ? WHERE person_session = ?', [to, from]);
  }
}

/** The applications that a browser's session has signed in to. */
function signInsOf({ authorizations = {} }: AdapterPayload) {
  return Object.values(authorizations);
}
