import { createHash } from 'node:crypto';
import { resourceTypes } from '../scim/resource-type.js';
import type { Snapshot } from '../persistence/database/snapshot.js';
import { selected } from '../persistence/database/entity-columns.js';
import { sizeOf } from '../persistence/resources/resource-counts.js';
import type { ResourceRow } from '../persistence/resources/stored-resource.js';
import { TenantSchema } from '../persistence/schemas/tenant-schema.entity.js';
import { TenantDigest } from '../persistence/verify/tenant-digest.js';
import { movedSettings } from '../access/tenant-settings.js';
import { settingsOf, SETTINGS_COLUMNS, type SettingsRow } from '../tenants/settings/settings-columns.js';
import { storedMembers, storedResources } from './export-pages.js';
import {
  FORMAT,
  FORMAT_VERSION,
  KINDS,
  type EndLine,
  type Manifest,
  type MembersLine,
  type ResourceLine,
  type SchemaLine,
} from './tenant-file.js';

/** Lines are sent together up to this length. */
const CHARACTERS_A_PIECE = 65_536;

type SchemaRow = Pick<TenantSchema, 'resourceType' | 'definition'> & { readonly createdAt: number | string };

interface TenantRow extends SettingsRow {
  readonly id: string;
  readonly name: string;
  readonly entraTenantId: string;
  readonly originId: string | null;
}

/**
 * What the file of a tenant begins with.
 * @returns null when there is no such tenant
 */
export async function manifestOf(
  { rows }: Snapshot,
  tenantId: string,
  productVersion: string,
): Promise<Manifest | null> {
  const [tenant] = await rows<TenantRow>(
    `SELECT n.id, n.name, n.entra_tenant_id AS entraTenantId, n.origin_id AS originId, ${SETTINGS_COLUMNS}
     FROM tenants n WHERE n.id = ?`,
    [tenantId],
  );
  if (tenant === undefined) return null;
  const countOf = async (table: string): Promise<number> => {
    const [row] = await rows<{ count: number }>(
      `SELECT COUNT(*) AS count FROM ${table} WHERE tenant_id = ?`,
      [tenantId],
    );
    return Number(row?.count);
  };
  const { id, name, entraTenantId, originId } = tenant;
  return {
    kind: 'manifest',
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    productVersion,
    exportedAt: new Date().toISOString(),
    tenant: { id, origin: originId ?? id, name, entraTenantId, settings: movedSettings(settingsOf(tenant)) },
    counts: {
      schemas: await countOf('tenant_schemas'),
      ...(await sizeOf({ rows }, tenantId)),
      memberships: await countOf('group_members'),
    },
  };
}

/** The file of a tenant, in pieces of whole lines. */
export async function* tenantFile(snapshot: Snapshot, manifest: Manifest): AsyncGenerator<string> {
  const sha256 = createHash('sha256');
  const content = new Content();
  let piece = `${JSON.stringify(manifest)}\n`;
  for await (const line of content.lines(snapshot, manifest.tenant.id)) {
    piece += `${line}\n`;
    if (piece.length < CHARACTERS_A_PIECE) continue;
    sha256.update(piece);
    yield piece;
    piece = '';
  }
  sha256.update(piece);
  yield `${piece}${JSON.stringify(content.end(sha256.digest('hex')))}\n`;
}

/** The lines between the first and the last, and what the last says of them. */
class Content {
  private readonly counts = { schemas: 0, users: 0, groups: 0, memberships: 0 };
  private readonly digest = new TenantDigest();

  async *lines(snapshot: Snapshot, tenantId: string): AsyncGenerator<string> {
    for (const schema of await schemasOf(snapshot, tenantId)) {
      this.counts.schemas++;
      yield JSON.stringify(schema);
    }
    for (const type of resourceTypes) {
      for await (const row of storedResources(snapshot, tenantId, type)) {
        this.counts[type.name === 'User' ? 'users' : 'groups']++;
        this.digest.addResource(type.name, row);
        yield resourceLine(KINDS[type.name], row);
      }
    }
    for await (const { group, members } of storedMembers(snapshot, tenantId)) {
      this.counts.memberships += members.length;
      for (const member of members) this.digest.addMembership({ group_id: group, ...member });
      const line: MembersLine = { kind: 'members', group, members: members.map((each) => each.member_id) };
      yield JSON.stringify(line);
    }
  }

  end(sha256: string): EndLine {
    return { kind: 'end', counts: this.counts, digest: this.digest.hex(), sha256 };
  }
}

async function schemasOf({ rows }: Snapshot, tenantId: string): Promise<SchemaLine[]> {
  const stored = await rows<SchemaRow>(
    `SELECT ${selected(TenantSchema, ['resourceType', 'definition', 'createdAt'])} FROM tenant_schemas
     WHERE tenant_id = ? ORDER BY created_at, urn_key`,
    [tenantId],
  );
  return stored.map(({ resourceType, definition, createdAt }) => ({
    kind: 'schema',
    resourceType,
    created: timeText(createdAt),
    definition: JSON.parse(definition) as Record<string, unknown>,
  }));
}

/** The document stays the text that is stored. */
function resourceLine(kind: ResourceLine['kind'], row: ResourceRow): string {
  const { id, version, created_at: created, modified_at: modified, document } = row;
  const known: Omit<ResourceLine, 'document'> = {
    kind,
    id,
    version: Number(version),
    created: timeText(created),
    lastModified: timeText(modified),
  };
  return `${JSON.stringify(known).slice(0, -1)},"document":${document}}`;
}

function timeText(millis: number | string): string {
  return new Date(Number(millis)).toISOString();
}
