import type { PoolConnection, RowDataPacket } from 'mysql2';
import type { WriteProblem } from '../database/database.js';
import { GroupViews } from './group-views.js';
import { execute } from './mysql-statements.js';

/** Why a server is not to be used. */
export type ServerProblem = Exclude<WriteProblem, 'disk-full'>;

const PROBLEMS: Readonly<Record<ServerProblem, string>> = {
  'read-only': 'is read-only',
  'offline-mode': 'is in offline mode',
  'not-primary': 'is not the ONLINE primary of its group',
  'no-majority': 'has lost the majority of its group',
  'no-group': 'is in no group, or does not let the user see it',
};

/** The code of the error that says that a server takes no writes. */
export const NOT_PRIMARY = 'NOT_PRIMARY';

/** A server on which nothing may be read or written now. */
export class NotPrimary extends Error {
  override readonly name = 'NotPrimary';
  readonly code = NOT_PRIMARY;

  constructor(readonly problem: ServerProblem) {
    super(`The database server ${PROBLEMS[problem]}`);
  }
}

const FLAGS = `SELECT @@GLOBAL.read_only OR @@GLOBAL.innodb_read_only AS readOnly, @@GLOBAL.offline_mode AS offline`;

/** The table is empty on a server without the plugin of Group Replication. */
const GROUP = `COUNT(*) AS members,
  COALESCE(SUM(MEMBER_STATE IN ('ONLINE', 'RECOVERING')), 0) AS reachable,
  COALESCE(SUM(MEMBER_ID = @@GLOBAL.server_uuid AND MEMBER_STATE = 'ONLINE' AND MEMBER_ROLE = 'PRIMARY'), 0) AS isPrimary`;
const VIEW = '(SELECT MAX(VIEW_ID) FROM performance_schema.replication_group_member_stats) AS viewId';
const MEMBERS = 'FROM performance_schema.replication_group_members';

/** The first that the server understands and the user may ask. */
const QUESTIONS = [`${FLAGS}, ${GROUP}, ${VIEW} ${MEMBERS}`, `${FLAGS}, ${GROUP} ${MEMBERS}`, FLAGS];

/** The user may not read the tables of the group; or this is not quite MySQL, and it has no such table or variable. */
const CANNOT_TELL = new Set([
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_NO_SUCH_TABLE',
  'ER_BAD_DB_ERROR',
  'ER_UNKNOWN_SYSTEM_VARIABLE',
]);

interface Standing extends RowDataPacket {
  readonly readOnly: number;
  readonly offline: number;
  readonly members?: string | number;
  readonly reachable?: string | number;
  readonly isPrimary?: string | number;
  readonly viewId?: string | null;
}

/** Finds out whether a server may be used. */
export class PrimaryCheck {
  private readonly views = new GroupViews();

  /** @param needsGroup whether a server outside a group is refused, too */
  constructor(private readonly needsGroup: boolean) {}

  /**
   * Makes sure that a server takes writes and, where it is in a group, that it is the ONLINE primary of a majority. What
   * the server does not tell is taken for good.
   * @throws NotPrimary; the driver's error
   */
  async pass(connection: PoolConnection): Promise<void> {
    const standing = await standingOf(connection);
    const problem = standing === null ? this.withoutGroup() : this.problemOf(standing);
    if (problem !== null) throw new NotPrimary(problem);
  }

  private problemOf({
    readOnly,
    offline,
    members,
    reachable,
    isPrimary,
    viewId,
  }: Standing): ServerProblem | null {
    if (Number(offline) === 1) return 'offline-mode';
    if (Number(members ?? 0) > 0) {
      if (Number(isPrimary) === 0) return 'not-primary';
      if (2 * Number(reachable) <= Number(members)) return 'no-majority';
      if (this.views.isOfBefore(viewId ?? '')) return 'not-primary';
    } else if (this.withoutGroup() !== null) return this.withoutGroup();
    return Number(readOnly) === 1 ? 'read-only' : null;
  }

  private withoutGroup(): ServerProblem | null {
    return this.needsGroup ? 'no-group' : null;
  }
}

async function standingOf(connection: PoolConnection): Promise<Standing | null> {
  for (const question of QUESTIONS) {
    try {
      const [standing] = await execute<Standing[]>(connection, question, []);
      return standing ?? null;
    } catch (error) {
      if (!CANNOT_TELL.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
  return null;
}
