import { Inject, Injectable } from '@nestjs/common';
import type { AdapterPayload } from 'oidc-provider';
import { DATABASE, type Database, type Transaction } from '../../persistence/database/database.js';
import { columnsOf, selected } from '../../persistence/database/entity-columns.js';
import { placeholders } from '../../persistence/database/in-list.js';
import { Artifact } from './artifact.entity.js';
import { artifactId, artifactRow, payloadOf } from './artifact-row.js';

/** The person has been disabled or removed, or signed out, or the tenant switched off. */
export class PersonEnded extends Error {
  override readonly name = 'PersonEnded';
}

/** The artifact was used, or is stored already. */
export class UsedTwice extends Error {
  override readonly name = 'UsedTwice';
}

const COLUMNS = columnsOf(Artifact);
const PROPERTIES = Object.keys(COLUMNS) as (keyof Artifact)[];
const FOUND = ['payload', 'consumedAt'] as const;
const FOUND_SELECTED = selected(Artifact, FOUND);
type FoundRow = Pick<Artifact, (typeof FOUND)[number]>;

/** Stores what the OpenID Provider issues. Each is found only by its id, of which a hash is stored. */
@Injectable()
export class Artifacts {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /**
   * Stores an artifact. The rows of its person, of the person's session and of its grant are held meanwhile, so that nothing
   * that ends them comes between.
   * @param personSession that of the person whose browser sent the request; null for requests of applications
   * @param beside is stored in the same transaction
   * @throws PersonEnded when the person may not sign in any more
   */
  async put(
    kind: string,
    id: string,
    payload: AdapterPayload,
    lifetimeSeconds: number,
    personSession: string | null,
    beside?: (tx: Transaction, row: Artifact) => Promise<unknown>,
  ): Promise<void> {
    const row = artifactRow(kind, id, payload, Date.now() + lifetimeSeconds * 1000, personSession);
    await this.database.transaction(async (tx) => {
      await this.requireActive(tx, row);
      if (row.userId !== null && personSession !== null) await this.requireSession(tx, personSession);
      if (row.grantId !== null && kind !== 'Grant') await this.requireGrant(tx, row.grantId);
      await this.insert(tx, row);
      await beside?.(tx, row);
    });
  }

  /**
   * Stores an artifact that may be stored once.
   * @throws UsedTwice when it is there already
   */
  async putOnce(kind: string, id: string, payload: AdapterPayload, lifetimeSeconds: number): Promise<void> {
    const row = artifactRow(kind, id, payload, Date.now() + lifetimeSeconds * 1000, null);
    const { insertIgnore } = this.database.dialect;
    const holder = JSON.stringify({ ...payload, holder: Math.random() });
    await this.database.transaction(async (tx) => {
      await tx.run(`${insertIgnore} INTO oidc_artifacts ${VALUES}`, valuesOf({ ...row, payload: holder }));
      const [stored] = await tx.rows<FoundRow>(BY_ID, [row.id]);
      if (stored?.payload !== holder) throw new UsedTwice(`${kind} is used twice`);
    });
  }

  /** The payload of an artifact that has not expired. */
  async find(kind: string, id: string): Promise<AdapterPayload | undefined> {
    const [row] = await this.database.rows<FoundRow>(`${BY_ID} AND expires_at > ?`, [
      artifactId(kind, id),
      Date.now(),
    ]);
    return row && payloadOf(row, id);
  }

  /** The session of a browser by the id with which codes and tokens refer to it. Its cookie stays unknown. */
  async findSession(uid: string): Promise<AdapterPayload | undefined> {
    const [row] = await this.database.rows<FoundRow>(
      `SELECT ${FOUND_SELECTED} FROM oidc_artifacts WHERE session_uid = ? AND expires_at > ?`,
      [uid, Date.now()],
    );
    return row && payloadOf(row, null);
  }

  /**
   * Marks a code or a refresh token as used. Of several concurrent uses one succeeds; whoever comes too late ends the
   * whole grant, as one of the users is not its holder.
   * @throws UsedTwice when it was used before
   */
  async consume(kind: string, id: string): Promise<void> {
    const key = artifactId(kind, id);
    const isFirst = await this.database.transaction(async (tx) => {
      const used = await tx.run(
        'UPDATE oidc_artifacts SET consumed_at = ? WHERE id = ? AND consumed_at IS NULL',
        [Date.now(), key],
      );
      if (used > 0) return true;
      const [row] = await tx.rows<{ grantId: string | null }>(
        'SELECT grant_id AS grantId FROM oidc_artifacts WHERE id = ?',
        [key],
      );
      if (row?.grantId != null) await tx.run('DELETE FROM oidc_artifacts WHERE grant_id = ?', [row.grantId]);
      return false;
    });
    if (!isFirst) throw new UsedTwice(`${kind} is used twice`);
  }

  async remove(kind: string, id: string): Promise<void> {
    await this.database.transaction((tx) =>
      tx.run('DELETE FROM oidc_artifacts WHERE id = ?', [artifactId(kind, id)]),
    );
  }

  /** Removes all of a kind that were issued with a grant. */
  async removeOfGrant(kind: string, grantId: string): Promise<void> {
    await this.database.transaction((tx) =>
      tx.run('DELETE FROM oidc_artifacts WHERE grant_id = ? AND kind = ?', [grantId, kind]),
    );
  }

  private async insert(tx: Transaction, row: Artifact): Promise<void> {
    const { dialect } = this.database;
    const changed = Object.values(COLUMNS).filter(
      (name) => name !== COLUMNS.id && name !== COLUMNS.consumedAt,
    );
    await tx.run(
      `INSERT INTO oidc_artifacts ${VALUES}${dialect.onDuplicateKey([COLUMNS.id], changed)}`,
      valuesOf(row),
    );
  }

  private async requireActive(tx: Transaction, { tenantId, userId }: Artifact): Promise<void> {
    if (tenantId === null || userId === null) return;
    const [person] = await tx.rows<{ active: number | null; isSwitchedOn: number }>(
      `SELECT u.active, n.provisioning_enabled AS isSwitchedOn
       FROM users u JOIN tenants n ON n.id = u.tenant_id WHERE u.tenant_id = ? AND u.id = ?${this.database.dialect.forShare}`,
      [tenantId, userId],
    );
    const isActive = person !== undefined && (person.active === null || Number(person.active) !== 0);
    if (!isActive || Number(person.isSwitchedOn) === 0) throw new PersonEnded('The person may not sign in');
  }

  private async requireSession(tx: Transaction, hint: string): Promise<void> {
    const { forShare } = this.database.dialect;
    const [session] = await tx.rows(`SELECT hint FROM person_sessions WHERE hint = ?${forShare}`, [hint]);
    if (session === undefined) throw new PersonEnded('The person has signed out');
  }

  private async requireGrant(tx: Transaction, grantId: string): Promise<void> {
    const { forShare } = this.database.dialect;
    const [grant] = await tx.rows(`SELECT id FROM oidc_artifacts WHERE id = ?${forShare}`, [
      artifactId('Grant', grantId),
    ]);
    if (grant === undefined) throw new PersonEnded('The grant has ended');
  }
}

const VALUES = `(${Object.values(COLUMNS).join(', ')}) VALUES (${placeholders(PROPERTIES.length)})`;
const BY_ID = `SELECT ${FOUND_SELECTED} FROM oidc_artifacts WHERE id = ?`;

function valuesOf(row: Artifact): (string | number | null)[] {
  return PROPERTIES.map((name) => row[name]);
}
