import {
  USUAL_TYPES,
  type ResourceType,
  type ResourceTypes,
  type TypeName,
} from '../../scim/resource-type.js';
import type { Database, Statements } from '../database/database.js';
import type { Dialect } from '../database/dialect.js';
import { heldState, readTypes, type HeldState } from './tenant-schemas.js';

/** The resource types of a tenant, read again when its schemas or settings have changed. */
export class TypesInForce {
  private types: ResourceTypes | null = null;
  private state: HeldState | undefined;

  constructor(
    private readonly database: Database,
    private readonly tenantId: string,
  ) {}

  /** The resource type, which cannot change until the transaction ends. */
  async type(tx: Statements, name: TypeName): Promise<ResourceType> {
    return (await this.read(tx, this.database.dialect))[name];
  }

  /** The type as it is now. */
  async current(name: TypeName): Promise<ResourceType> {
    return (await this.read(this.database, { forShare: '' }))[name];
  }

  private async read(
    statements: Pick<Statements, 'rows'>,
    lock: Pick<Dialect, 'forShare'>,
  ): Promise<ResourceTypes> {
    const state = await heldState(statements, lock, this.tenantId);
    const isSame =
      state?.revision === this.state?.revision && state?.uniqueGroupNames === this.state?.uniqueGroupNames;
    if (this.types === null || !isSame) {
      const uniqueGroupNames = state?.uniqueGroupNames ?? true;
      this.types = await readTypes(statements, this.tenantId, { ...USUAL_TYPES, uniqueGroupNames });
      this.state = state;
    }
    return this.types;
  }
}
