import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { decodeCursor, pageOf, type Page, type PageRequest } from '../admin/page.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { DATABASE, type Database, type SqlValue } from '../persistence/database/database.js';
import { PersonSessions } from './person-sessions.service.js';
import { IDLE_MS } from './session-rows.js';

/** A session in a list. */
export interface ListedConsoleSession {
  /** The first characters of its secret. */
  readonly id: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly tenantId: string | null;
  readonly tenantName: string | null;
  /** The first characters of the set-up link. */
  readonly linkHint: string | null;
  /** The name of the admin token. */
  readonly tokenName: string | null;
  /** One of our people. */
  readonly userId: string | null;
  readonly userName: string | null;
}

/** A session of a person in a list. */
export interface ListedPersonSession extends Omit<
  ListedConsoleSession,
  'tenantId' | 'tenantName' | 'linkHint' | 'tokenName' | 'userId' | 'userName'
> {
  readonly userId: string;
  readonly userName: string;
}

/** What ids of people's sessions begin with. */
const PERSON = 'idp_';

type Stored<T> = { readonly [Name in keyof T]: T[Name] extends Date ? number | string : T[Name] };

/** Lists and ends sessions of others. */
@Injectable()
export class SessionList {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly audit: AuditTrail,
    private readonly people: PersonSessions,
  ) {}

  /**
   * The open sessions of the console, newest first.
   * @param adminToken the fingerprint of the admin token in force: sessions that were opened with another have ended
   * @param peopleOf the tenant whose people's sessions are listed with them; null for none
   */
  async ofConsole(
    request: PageRequest,
    adminToken: string,
    peopleOf: string | null,
  ): Promise<Page<ListedConsoleSession>> {
    const sessions = await this.withTokens(request, adminToken);
    if (peopleOf === null) return pageOf(sessions, request.limit);
    const people = (await this.peopleAfter(peopleOf, null, request)).map((session) => ({
      ...session,
      ...{ tenantId: null, tenantName: null, linkHint: null, tokenName: null },
    }));
    return pageOf([...sessions, ...people].sort(newestFirst), request.limit);
  }

  private async withTokens(
    { cursor, limit }: PageRequest,
    adminToken: string,
  ): Promise<ListedConsoleSession[]> {
    const now = Date.now();
    const after = afterCursor(cursor, 's');
    const rows = await this.database.rows<Stored<Omit<ListedConsoleSession, 'userId' | 'userName'>>>(
      `SELECT s.hint AS id, s.created_at AS createdAt, s.last_seen_at AS lastUsedAt, s.expires_at AS expiresAt,
              s.address, s.user_agent AS userAgent, s.tenant_id AS tenantId, n.name AS tenantName,
              l.hint AS linkHint, k.name AS tokenName
       FROM console_sessions s LEFT JOIN tenants n ON n.id = s.tenant_id
         LEFT JOIN setup_links l ON l.tenant_id = s.tenant_id AND l.id = s.setup_link_id
         LEFT JOIN admin_tokens k ON k.id = s.admin_token_id
       WHERE s.expires_at > ? AND s.last_seen_at > ?
         AND (s.setup_link_id IS NULL OR (l.revoked_at IS NULL AND l.expires_at > ?))
         AND (s.admin_token_id IS NULL OR (k.revoked_at IS NULL AND k.expires_at > ?))
         AND (s.admin_token IS NULL OR s.admin_token = ?)${after.condition}
       ORDER BY s.created_at DESC, s.hint DESC LIMIT ${limit + 1}`,
      [now, now - IDLE_MS, now, now, adminToken, ...after.params],
    );
    return rows.map((row) => ({ ...timed(row), userId: null, userName: null }));
  }

  /**
   * Ends a session of the console, in all processes at once.
   * @param peopleOf the tenant whose people's sessions are listed with them; null for none
   * @throws NotFoundException when there is no such session
   */
  async endOfConsole(id: string, peopleOf: string | null): Promise<void> {
    if (peopleOf !== null && id.startsWith(PERSON)) return this.endOfPerson(peopleOf, id);
    const note = this.audit.noteLater();
    await this.database.transaction(async (tx) => {
      const ended = await tx.run('DELETE FROM console_sessions WHERE hint = ?', [id]);
      if (ended === 0) throw new NotFoundException('No session of the console has this id');
      await note(tx, { tenantId: null, target: id });
    });
  }

  /**
   * The open sessions of a tenant's people, newest first.
   * @param userId only those of this user; null for all
   */
  async ofPeople(
    tenantId: string,
    userId: string | null,
    request: PageRequest,
  ): Promise<Page<ListedPersonSession>> {
    return pageOf(await this.peopleAfter(tenantId, userId, request), request.limit);
  }

  private async peopleAfter(
    tenantId: string,
    userId: string | null,
    { cursor, limit }: PageRequest,
  ): Promise<ListedPersonSession[]> {
    const { nowMillis } = this.database.dialect;
    const after = afterCursor(cursor, 's');
    const rows = await this.database.rows<Stored<ListedPersonSession>>(
      `SELECT s.hint AS id, s.created_at AS createdAt, s.last_used_at AS lastUsedAt, s.ends_at AS expiresAt,
              s.address, s.user_agent AS userAgent, s.user_id AS userId, u.user_name AS userName
       FROM person_sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
       WHERE s.tenant_id = ?${userId === null ? '' : ' AND s.user_id = ?'}
         AND s.ends_at > ${nowMillis} AND s.last_used_at > ${nowMillis} - ${IDLE_MS}${after.condition}
       ORDER BY s.created_at DESC, s.hint DESC LIMIT ${limit + 1}`,
      [tenantId, ...(userId === null ? [] : [userId]), ...after.params],
    );
    return rows.map(timed);
  }

  /**
   * Ends a session of one of the tenant's people, in all processes at once.
   * @throws NotFoundException when there is no such session
   */
  async endOfPerson(tenantId: string, id: string): Promise<void> {
    const note = this.audit.noteLater();
    await this.database.transaction(async (tx) => {
      const [session] = await tx.rows<{ userId: string }>(
        'SELECT user_id AS userId FROM person_sessions WHERE tenant_id = ? AND hint = ?',
        [tenantId, id],
      );
      if (session === undefined) throw new NotFoundException('The tenant has no session with this id');
      await this.people.endIn(tx, id);
      await note(tx, { tenantId, target: id, detail: { userId: session.userId } });
    });
  }
}

/** The condition of a page after the first, in the order of time and hint, newest first. */
function afterCursor(
  cursor: string | undefined,
  alias: string,
): { readonly condition: string; readonly params: SqlValue[] } {
  if (cursor === undefined) return { condition: '', params: [] };
  const { createdAt, id } = decodeCursor(cursor);
  const [time, hint] = [`${alias}.created_at`, `${alias}.hint`];
  return {
    condition: ` AND ${time} <= ? AND (${time} < ? OR ${hint} < ?)`,
    params: [createdAt, createdAt, id],
  };
}

function newestFirst(a: ListedConsoleSession, b: ListedConsoleSession): number {
  return b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1);
}

function timed<
  T extends { createdAt: number | string; lastUsedAt: number | string; expiresAt: number | string },
>(row: T) {
  const { createdAt, lastUsedAt, expiresAt } = row;
  return {
    ...row,
    createdAt: new Date(Number(createdAt)),
    lastUsedAt: new Date(Number(lastUsedAt)),
    expiresAt: new Date(Number(expiresAt)),
  };
}
