import { createHash } from 'node:crypto';
import type { TypeName } from '../../scim/resource-type.js';

/** What a digest says of a resource. */
interface DigestedResource {
  readonly id: unknown;
  readonly version: unknown;
  readonly created_at: unknown;
  readonly modified_at: unknown;
  readonly document: unknown;
}

interface DigestedMembership {
  readonly group_id: string;
  readonly member_id: string;
  readonly member_type: TypeName;
}

/**
 * The SHA-256 of the users, groups and memberships of a tenant, added in this order and each in the order of their keys:
 * the same on both databases, and in every deployment.
 */
export class TenantDigest {
  private readonly hash = createHash('sha256');

  addResource(name: TypeName, row: DigestedResource): void {
    const { id, version, created_at: created, modified_at: modified, document } = row;
    this.add([name, id, Number(version), Number(created), Number(modified), document]);
  }

  addMembership({ group_id, member_id, member_type }: DigestedMembership): void {
    this.add(['member', group_id, member_id, member_type]);
  }

  hex(): string {
    return this.hash.digest('hex');
  }

  private add(values: readonly unknown[]): void {
    this.hash.update(JSON.stringify(values) + '\n');
  }
}
