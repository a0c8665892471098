import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { TenantSchema } from '../../persistence/schemas/tenant-schema.entity.js';
import { Tenant } from '../tenant.entity.js';
import { newId } from '../../persistence/database/new-id.js';
import { isUsed } from '../../persistence/schemas/schema-use.js';
import { customSchema } from '../../persistence/schemas/tenant-schemas.js';
import type { SchemaDefinition } from '../../scim/attribute.js';
import { typesWith, type CustomSchema, type TypeName } from '../../scim/resource-type.js';
import { clashOf, lossesBetween } from '../../scim/schema-change.js';
import { countLeaves, MAX_LEAVES } from '../../scim/schema-leaves.js';
import { lockTenant } from '../lock-tenant.js';
import { CredentialVerifier } from '../credentials/credential-verifier.js';

/** Maximum number of schemas per tenant. */
export const MAX_SCHEMAS = 20;
/** Maximum length of all stored schemas of a tenant, in characters: descriptions and canonical values count too. */
const MAX_DEFINITIONS = 2_097_152;

/** Manages the extension schemas that tenants register for their users and groups. */
@Injectable()
export class SchemasService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly verifier: CredentialVerifier,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The schemas of a tenant in the order of registration.
   * @throws NotFoundException when there is no such tenant
   */
  async list(tenantId: string): Promise<CustomSchema[]> {
    return this.database.entities(async (manager) => {
      if (!(await manager.existsBy(Tenant, { id: tenantId })))
        throw new NotFoundException('No tenant has this id');
      return (await rowsOf(manager, tenantId)).map(customSchema);
    });
  }

  /** @throws NotFoundException when the tenant has no schema of that URN (in any letter case) */
  async get(tenantId: string, urn: string): Promise<CustomSchema> {
    return found(await this.list(tenantId), urn);
  }

  /**
   * Registers a schema, or replaces the one with the same URN, whose spelling is kept.
   * @returns the schema and whether it is new
   * @throws NotFoundException when there is no such tenant; ConflictException when the URN clashes with another
   *   schema's, when stored values would be lost, or when there are too many schemas or attributes
   */
  async put(
    tenantId: string,
    resourceType: TypeName,
    schema: SchemaDefinition,
  ): Promise<{ readonly registered: CustomSchema; readonly isNew: boolean }> {
    return this.change(tenantId, async (manager, rows) => {
      const urnKey = schema.id.toLowerCase();
      const row = rows.find((each) => each.urnKey === urnKey);
      const others = rows.filter((each) => each !== row);
      if (row === undefined && others.length >= MAX_SCHEMAS) {
        throw new ConflictException(`The tenant has ${MAX_SCHEMAS} schemas; it can have no more`);
      }
      const before = row === undefined ? null : customSchema(row);
      const next = { resourceType, schema: { ...schema, id: before?.schema.id ?? schema.id } };
      const clash = clashOf(next.schema, typesWith([...others.map(customSchema), next])[resourceType]);
      if (clash !== null) throw new ConflictException(clash);
      if (before !== null) await refuseLoss(manager, tenantId, before, next);
      const definition = JSON.stringify(next.schema);
      const growth = growthProblem(rows, [...others, { ...next, definition }]);
      if (growth !== null) throw new ConflictException(growth);
      await manager.save(TenantSchema, {
        tenantId,
        urnKey,
        resourceType,
        definition,
        createdAt: row?.createdAt ?? new Date(),
      });
      await this.audit.note(manager, { tenantId, target: next.schema.id, detail: { resourceType } });
      return { registered: next, isNew: row === undefined };
    });
  }

  /**
   * Deletes a schema of which no resource has values.
   * @throws NotFoundException when the tenant has no such schema; ConflictException when it is in use
   */
  async delete(tenantId: string, urn: string): Promise<void> {
    await this.change(tenantId, async (manager, rows) => {
      const { schema, resourceType } = found(rows.map(customSchema), urn);
      if (await isUsed(manager, tenantId, schema.id, null, null)) {
        throw new ConflictException(
          `A ${resourceType} holds values of this schema: clear them first, then delete the schema`,
        );
      }
      await manager.delete(TenantSchema, { tenantId, urnKey: schema.id.toLowerCase() });
      await this.audit.note(manager, { tenantId, target: schema.id });
    });
  }

  /**
   * Runs `work` while the tenant is locked against writes that depend on its schemas, and gives the schemas a new
   * revision.
   */
  private async change<T>(
    tenantId: string,
    work: (manager: EntityManager, rows: TenantSchema[]) => Promise<T>,
  ): Promise<T> {
    const result = await this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const done = await work(manager, await rowsOf(manager, tenantId));
      const left = await manager.countBy(TenantSchema, { tenantId });
      await manager.update(Tenant, { id: tenantId }, { schemasRevision: left === 0 ? null : newId() });
      return done;
    });
    this.verifier.forget();
    return result;
  }
}

function rowsOf(manager: EntityManager, tenantId: string): Promise<TenantSchema[]> {
  return manager.find(TenantSchema, { where: { tenantId }, order: { createdAt: 'ASC', urnKey: 'ASC' } });
}

/** @throws ConflictException when resources have values that the new schema does not allow */
async function refuseLoss(
  manager: EntityManager,
  tenantId: string,
  before: CustomSchema,
  next: CustomSchema,
): Promise<void> {
  for (const { attribute, sub, reason } of lossesBetween(before, next)) {
    if (await isUsed(manager, tenantId, before.schema.id, attribute, sub)) {
      throw new ConflictException(
        `A ${before.resourceType} holds values of this schema, and ${reason}: clear them first, or register a schema with another URN`,
      );
    }
  }
}

type Stored = Pick<TenantSchema, 'resourceType' | 'definition'>;

/** Which limit the schemas of a tenant would exceed, or exceed further; null when none. */
export function growthProblem(before: readonly Stored[], after: readonly Stored[]): string | null {
  const leaves = (rows: readonly Stored[]) =>
    rows.reduce((sum, row) => sum + countLeaves(customSchema(row).schema), 0);
  const length = (rows: readonly Stored[]) =>
    rows.reduce((sum, { definition }) => sum + definition.length, 0);
  const [count, size] = [leaves(after), length(after)];
  if (count > MAX_LEAVES && count > leaves(before)) {
    return `The schemas of the tenant would have ${count} attributes, counting the sub-attributes of complex ones; at most ${MAX_LEAVES} are possible`;
  }
  return size > MAX_DEFINITIONS && size > length(before)
    ? `The schemas of the tenant would have ${size} characters; at most ${MAX_DEFINITIONS} can be stored`
    : null;
}

function found(schemas: readonly CustomSchema[], urn: string): CustomSchema {
  const schema = schemas.find(({ schema: { id } }) => id.toLowerCase() === urn.toLowerCase());
  if (schema === undefined) throw new NotFoundException('The tenant has no schema with this URN');
  return schema;
}
