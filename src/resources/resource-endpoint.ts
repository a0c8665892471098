import { v7 as uuidv7 } from 'uuid';
import type { Database, Statements } from '../persistence/database.js';
import { MembershipRepository } from '../persistence/membership.repository.js';
import { ResourceRepository, type StoredResource } from '../persistence/resource.repository.js';
import { ScimError } from '../scim/errors.js';
import { checkFilter } from '../scim/filter/check.js';
import { parseFilter } from '../scim/filter/parse.js';
import type { MembershipChange } from '../scim/membership.js';
import { listResponse, type ListResponse } from '../scim/messages.js';
import { applyPatch } from '../scim/patch/apply.js';
import { parsePatch } from '../scim/patch/operations.js';
import { Projection } from '../scim/projection.js';
import { sameValue, versionTag, type ScimResource } from '../scim/resource.js';
import { parseResourceBody } from '../scim/resource-body.js';
import { groupType, type ResourceType } from '../scim/resource-type.js';
import { readAssociation } from './associations.js';
import { namesVersion, requireMatch } from './precondition.js';

/** What a request asks of its answer and of the stored version. */
export interface RequestOptions {
  readonly attributes?: string | undefined;
  readonly excludedAttributes?: string | undefined;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** A query, RFC 7644 section 3.4.2; numbers as the client sent them. */
export interface ListQuery extends Pick<RequestOptions, 'attributes' | 'excludedAttributes'> {
  readonly filter?: string | undefined;
  readonly startIndex?: number | undefined;
  readonly count?: number | undefined;
}

/** An answer about one resource. */
export interface ResourceAnswer {
  readonly status: 200 | 201 | 204 | 304;
  readonly location: string;
  readonly version: string;
  /** Absent with 204 and 304. */
  readonly resource?: ScimResource;
}

export const DEFAULT_COUNT = 100;
export const MAX_COUNT = 1000;

/**
 * One resource type of one tenant: what its endpoint can do. Made for each request, since it knows the
 * tenant and the base URL; the same code serves every type.
 */
export class ResourceEndpoint {
  private readonly resources: ResourceRepository;
  private readonly memberships: MembershipRepository;

  constructor(
    private readonly database: Database,
    tenantId: string,
    private readonly type: ResourceType,
    /** Of the SCIM endpoints, without a trailing slash. */
    private readonly baseUrl: string,
  ) {
    this.resources = new ResourceRepository(database, tenantId, type);
    this.memberships = new MembershipRepository(database, tenantId);
  }

  /** POST, RFC 7644 section 3.3. */
  async create(body: unknown, options: RequestOptions): Promise<ResourceAnswer> {
    const { resource, memberIds } = parseResourceBody(body, this.type);
    const id = uuidv7();
    const now = new Date();
    const { schemas, ...attributes } = resource;
    const stored = { id, version: 1, createdAt: now, modifiedAt: now, resource: { schemas, id, ...attributes } };
    await this.database.transaction(async (tx) => {
      await this.resources.insert(tx, stored);
      await this.changeMembers(tx, id, [{ kind: 'add', ids: memberIds }]);
    });
    return this.answer(201, stored, this.projection(options), memberIds.length > 0);
  }

  /** GET by id, RFC 7644 section 3.4.1. */
  async read(id: string, options: RequestOptions): Promise<ResourceAnswer> {
    const stored = (await this.resources.find(id)) ?? this.throwNotFound(id);
    const projection = this.projection(options);
    // A membership change leaves the user's version as it is, so a user shown with groups is always sent.
    const versionTellsAll = this.type === groupType || !projection.includes('groups');
    if (options.ifNoneMatch !== undefined && versionTellsAll && namesVersion(options.ifNoneMatch, stored.version)) {
      return { status: 304, location: this.locationOf(id), version: versionTag(stored.version) };
    }
    return this.answer(200, stored, projection, true);
  }

  /** GET on the endpoint, RFC 7644 section 3.4.2. */
  async search(query: ListQuery): Promise<ListResponse> {
    const filter = query.filter === undefined ? null : checkFilter(parseFilter(query.filter), this.type);
    const startIndex = Math.max(1, query.startIndex ?? 1);
    const count = Math.min(MAX_COUNT, Math.max(0, query.count ?? DEFAULT_COUNT));
    const projection = this.projection(query);
    const page = await this.resources.search(filter, startIndex - 1, count);
    const ids = page.resources.map((stored) => stored.id);
    const association = await readAssociation(this.type, ids, this.memberships, projection, this.baseUrl);
    const resources = page.resources.map((stored) =>
      projection.apply(this.complete(stored, association?.name, association?.values.get(stored.id))),
    );
    return listResponse(resources, page.totalResults, startIndex);
  }

  /** PUT, RFC 7644 section 3.5.1: what is left out is cleared. */
  async replace(id: string, body: unknown, options: RequestOptions): Promise<ResourceAnswer> {
    const { resource, memberIds } = parseResourceBody(body, this.type);
    const { schemas, ...attributes } = resource;
    const next = { schemas, id, ...attributes };
    const changes: MembershipChange[] = this.type === groupType ? [{ kind: 'set', ids: memberIds }] : [];
    const stored = await this.change(id, options, (before) => ({
      resource: next,
      changed: !sameValue(before.resource, next),
      memberships: changes,
    }));
    return this.answer(200, stored, this.projection(options), true);
  }

  /** PATCH, RFC 7644 section 3.5.2: all operations or none. */
  async patch(id: string, body: unknown, options: RequestOptions): Promise<ResourceAnswer> {
    const steps = parsePatch(body, this.type);
    const stored = await this.change(id, options, (before) => applyPatch(before.resource, steps, this.type));
    const projection = this.projection(options);
    // Entra needs no body for a group, whose members may be many.
    if (this.type === groupType && !projection.isExplicit) {
      return { status: 204, location: this.locationOf(id), version: versionTag(stored.version) };
    }
    return this.answer(200, stored, projection, true);
  }

  /** DELETE, RFC 7644 section 3.6: memberships go with the resource. */
  async delete(id: string, options: RequestOptions): Promise<void> {
    await this.database.transaction(async (tx) => {
      const stored = (await this.resources.findForUpdate(tx, id)) ?? this.throwNotFound(id);
      requireMatch(options.ifMatch, stored.version);
      await this.memberships.removeMember(tx, id, new Date());
      if (this.type === groupType) await this.memberships.removeAll(tx, id);
      await this.resources.delete(tx, id);
    });
  }

  private async change(
    id: string,
    { ifMatch }: RequestOptions,
    work: (before: StoredResource) => {
      resource: ScimResource;
      changed: boolean;
      memberships: readonly MembershipChange[];
    },
  ): Promise<StoredResource> {
    return this.database.transaction(async (tx) => {
      const before = (await this.resources.findForUpdate(tx, id)) ?? this.throwNotFound(id);
      requireMatch(ifMatch, before.version);
      const { resource, changed, memberships } = work(before);
      const membersChanged = await this.changeMembers(tx, id, memberships);
      if (!changed && !membersChanged) return before;
      const after: StoredResource = {
        ...before,
        resource,
        version: before.version + 1,
        modifiedAt: new Date(Math.max(Date.now(), before.modifiedAt.getTime())),
      };
      await this.resources.update(tx, before, after);
      return after;
    });
  }

  private async changeMembers(tx: Statements, id: string, changes: readonly MembershipChange[]): Promise<boolean> {
    let changed = false;
    for (const change of changes) {
      changed = (await this.memberships.apply(tx, id, change)) || changed;
    }
    return changed;
  }

  private async answer(
    status: 200 | 201,
    stored: StoredResource,
    projection: Projection,
    mayHaveAssociation: boolean,
  ): Promise<ResourceAnswer> {
    const ids = mayHaveAssociation ? [stored.id] : [];
    const association = await readAssociation(this.type, ids, this.memberships, projection, this.baseUrl);
    return {
      status,
      location: this.locationOf(stored.id),
      version: versionTag(stored.version),
      resource: projection.apply(this.complete(stored, association?.name, association?.values.get(stored.id))),
    };
  }

  /** The resource as clients see it: with its association and `meta` (RFC 7643 section 3.1). */
  private complete(
    stored: StoredResource,
    associationName: string | undefined,
    values: readonly Record<string, unknown>[] | undefined,
  ): ScimResource {
    return {
      ...stored.resource,
      ...(associationName !== undefined && values !== undefined ? { [associationName]: values } : {}),
      meta: {
        resourceType: this.type.name,
        created: stored.createdAt.toISOString(),
        lastModified: stored.modifiedAt.toISOString(),
        location: this.locationOf(stored.id),
        version: versionTag(stored.version),
      },
    };
  }

  private projection({ attributes, excludedAttributes }: RequestOptions): Projection {
    return Projection.of(this.type, attributes, excludedAttributes);
  }

  private locationOf(id: string): string {
    return `${this.baseUrl}${this.type.endpoint}/${id}`;
  }

  private throwNotFound(id: string): never {
    throw ScimError.notFound(`${this.type.name} ${JSON.stringify(id.slice(0, 100))} does not exist`);
  }
}
