import { Inject, Injectable } from '@nestjs/common';
import type { AuthFailure, Refusal } from '../access/tenant-access.js';
import {
  DATABASE,
  type Database,
  type Statements,
  type Transaction,
} from '../persistence/database/database.js';
import { columnsOf, lengthOf, selected, type StoredColumns } from '../persistence/database/entity-columns.js';
import { placeholders } from '../persistence/database/in-list.js';
import { endPerson } from '../persistence/resources/end-of-person.js';
import { noteUse } from '../secrets/note-use.js';
import { personSecrets } from '../secrets/secret-text.js';
import { sameHash } from '../tenants/credentials/credential-lookup.js';
import { holdPerson, type PersonRow } from './held-person.js';
import { PersonSession } from './person-session.entity.js';

/** Idle time after which a session ends. */
const IDLE_MS = 30 * 60_000;
/** Maximum lifetime of a session. */
const LIFETIME_MS = 12 * 3_600_000;
/** Sessions of one person; a further one ends the oldest. */
const MAX_SESSIONS = 20;

/** A person who has proved their identity. */
export interface PersonSignIn {
  readonly tenantId: string;
  readonly userId: string;
  /** The version of the user by which the person was recognised; any when absent. */
  readonly userVersion?: number;
  readonly address: string;
  readonly userAgent: string | null;
  /** Claims of the ID token. */
  readonly entraSession: string | null;
  readonly entraSubject: string | null;
  /** The session that the browser had: it ends. */
  readonly earlier?: OpenPersonSession | null;
  /** The latest end that the identity provider allows, in milliseconds since 1970. */
  readonly endsBy: number | null;
}

/** A session as the person sees it. Times are in milliseconds since 1970. */
export interface ListedSession {
  readonly hint: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly endsAt: number;
  readonly address: string;
  readonly userAgent: string | null;
}

/** A valid session of a person who may use InviteDesk now. */
export interface OpenPersonSession extends ListedSession {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly userId: string;
  readonly userName: string;
}

/** The sessions that Entra ends: of one session there, or all of a person; by the claims `sid` and `sub`. */
export type EntraLogout = { readonly session: string } | { readonly subject: string };

/** Keeps what depends on a session of a person; all of it in the transaction that changes the session. */
export interface SessionFollower {
  /** The session with this hint ends. */
  end(tx: Transaction, hint: string): Promise<void>;
  /** The same person has signed in again: another session takes the place of this one. */
  move(tx: Transaction, from: string, to: string): Promise<void>;
}

/** Why a person gets no session. */
export type PersonRefusal = 'no-user' | 'disabled' | 'switched-off' | 'changed';

const COLUMNS = columnsOf(PersonSession);
const LISTED = ['hint', 'createdAt', 'lastUsedAt', 'endsAt', 'address', 'userAgent'] as const;
const FOUND = [...LISTED, 'sha256', 'tenantId', 'userId'] as const;
const FOUND_SELECTED = selected(PersonSession, FOUND, 's');

type ListedRow = StoredColumns<PersonSession, (typeof LISTED)[number]>;
interface FoundRow extends StoredColumns<PersonSession, (typeof FOUND)[number]>, PersonRow {
  readonly tenantName: string;
  readonly userName: string;
}

/**
 * Sessions of people. They are kept only in the database, so that all processes agree, and by its clock. They end in
 * the transaction that disables or deletes the user.
 */
@Injectable()
export class PersonSessions {
  private readonly followers: SessionFollower[] = [];

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  follow(follower: SessionFollower): void {
    this.followers.push(follower);
  }

  /**
   * Opens a session. The user's row is held meanwhile: a write that disables the user comes before, and no session is
   * opened, or after, and ends it.
   * @returns the secret for the cookie, or why there is no session
   */
  open(signIn: PersonSignIn): Promise<{ readonly secret: string; readonly hint: string } | PersonRefusal> {
    const { tenantId, userId, userVersion, address, userAgent, entraSession, entraSubject, endsBy } = signIn;
    return this.database.transaction(async (tx) => {
      const person = await holdPerson(tx, this.database.dialect, tenantId, userId);
      if (person === null) return 'no-user';
      const refusal = refusalOf(person);
      if (refusal !== null) return refusal;
      if (userVersion !== undefined && Number(person.version) !== userVersion) return 'changed';
      // Tells later writes that there is something to end.
      if (Number(person.hasSignedIn) === 0) {
        await tx.run('UPDATE users SET has_signed_in = 1 WHERE tenant_id = ? AND id = ?', [tenantId, userId]);
      }
      const now = Number(person.now);
      await this.endOldest(tx, tenantId, userId);
      const { text, hint, sha256 } = personSecrets.generate();
      const row = {
        hint,
        sha256,
        tenantId,
        userId,
        createdAt: now,
        lastUsedAt: now,
        endsAt: Math.min(now + LIFETIME_MS, endsBy ?? Infinity),
        address: address.slice(0, lengthOf(PersonSession, 'address')),
        userAgent: userAgent?.slice(0, lengthOf(PersonSession, 'userAgent')) ?? null,
        entraSession,
        entraSubject,
      } satisfies PersonSession;
      const names = Object.keys(row) as (keyof typeof row)[];
      await tx.run(
        `INSERT INTO person_sessions (${names.map((name) => COLUMNS[name]).join(', ')}) VALUES (${placeholders(names.length)})`,
        Object.values(row),
      );
      if (signIn.earlier != null) await this.replace(tx, signIn.earlier, row);
      return { secret: text, hint };
    });
  }

  /**
   * Finds the session of a cookie.
   * @param isUse whether the request prolongs the session
   */
  async find(secret: string, isUse = true): Promise<OpenPersonSession | Refusal> {
    const parsed = personSecrets.parse(secret);
    if (typeof parsed === 'string') return { reason: parsed };
    const { hint, sha256 } = parsed;
    const [row] = await this.database.rows<FoundRow>(
      `SELECT ${FOUND_SELECTED}, n.name AS tenantName, n.provisioning_enabled AS isSwitchedOn,
              u.user_name AS userName, u.active, ${this.database.dialect.nowMillis} AS now
       FROM person_sessions s JOIN tenants n ON n.id = s.tenant_id
         JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
       WHERE s.hint = ?`,
      [hint],
    );
    if (row === undefined) return { reason: 'unknown', hint };
    const { tenantId, userId, tenantName, userName } = row;
    const reason = sameHash(row.sha256, sha256) ? failureOf(row) : 'wrong-secret';
    if (reason !== null) return { reason, hint, tenantId };
    const used = { table: 'person_sessions', column: 'hint', value: hint } as const;
    if (isUse) await noteUse(this.database, used, Number(row.lastUsedAt), Number(row.now));
    return { ...listed(row), tenantId, tenantName, userId, userName };
  }

  /** The sessions of a person, the newest first. */
  async list(tenantId: string, userId: string): Promise<ListedSession[]> {
    const { nowMillis } = this.database.dialect;
    const rows = await this.database.rows<ListedRow>(
      `SELECT ${selected(PersonSession, LISTED)} FROM person_sessions
       WHERE tenant_id = ? AND user_id = ? AND ends_at > ${nowMillis} AND last_used_at > ${nowMillis} - ${IDLE_MS}
       ORDER BY created_at DESC`,
      [tenantId, userId],
    );
    return rows.map(listed);
  }

  /** Ends one session, in all processes at once. */
  async end(hint: string): Promise<void> {
    await this.database.transaction((tx) => this.endIn(tx, hint));
  }

  /** Ends one session in a transaction: applications that were signed in to through it are told. */
  async endIn(tx: Transaction, hint: string): Promise<void> {
    // First: whoever signs in to an application holds the row meanwhile.
    await removeOne(tx, hint);
    for (const follower of this.followers) await follower.end(tx, hint);
  }

  /** Ends all sessions of a person, and whatever else ends with the person. */
  async endOfUser(tenantId: string, userId: string): Promise<void> {
    await this.database.transaction((tx) => {
      endPerson(tx, tenantId, userId);
      return Promise.resolve();
    });
  }

  /** Ends the sessions that Entra has ended. */
  async endByEntra(tenantId: string, logout: EntraLogout): Promise<void> {
    const [column, value] =
      'session' in logout ? ['entra_session', logout.session] : ['entra_subject', logout.subject];
    await this.database.transaction(async (tx) => {
      const ended = await tx.rows<{ hint: string }>(
        `SELECT hint FROM person_sessions WHERE tenant_id = ? AND ${column} = ?`,
        [tenantId, value],
      );
      for (const { hint } of ended) await this.endIn(tx, hint);
    });
  }

  /** Ends what the browser had; applications go on when the same person has signed in again. */
  private async replace(
    tx: Transaction,
    earlier: OpenPersonSession,
    { hint, tenantId, userId }: PersonSession,
  ): Promise<void> {
    if (earlier.tenantId !== tenantId || earlier.userId !== userId) return this.endIn(tx, earlier.hint);
    await removeOne(tx, earlier.hint);
    for (const follower of this.followers) await follower.move(tx, earlier.hint, hint);
  }

  /** Leaves room for one more session of a person. */
  private async endOldest(tx: Transaction, tenantId: string, userId: string): Promise<void> {
    const oldest = await tx.rows<{ hint: string }>(
      `SELECT hint FROM person_sessions WHERE tenant_id = ? AND user_id = ?
       ORDER BY created_at DESC LIMIT 100 OFFSET ${MAX_SESSIONS - 1}`,
      [tenantId, userId],
    );
    for (const { hint } of oldest) await this.endIn(tx, hint);
  }
}

function refusalOf({ active, isSwitchedOn }: PersonRow): 'switched-off' | 'disabled' | null {
  if (!Number(isSwitchedOn)) return 'switched-off';
  return active === null || Number(active) !== 0 ? null : 'disabled';
}

function failureOf(row: FoundRow): AuthFailure | null {
  const now = Number(row.now);
  if (Number(row.endsAt) <= now || Number(row.lastUsedAt) <= now - IDLE_MS) return 'expired';
  const refusal = refusalOf(row);
  return refusal === null || refusal === 'switched-off' ? refusal : 'revoked';
}

function removeOne(tx: Statements, hint: string): Promise<number> {
  return tx.run('DELETE FROM person_sessions WHERE hint = ?', [hint]);
}

function listed({ hint, createdAt, lastUsedAt, endsAt, address, userAgent }: ListedRow): ListedSession {
  return {
    hint,
    createdAt: Number(createdAt),
    lastUsedAt: Number(lastUsedAt),
    endsAt: Number(endsAt),
    address,
    userAgent,
  };
}
