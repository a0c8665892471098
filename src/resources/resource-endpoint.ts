import { v7 as uuidv7 } from 'uuid';
import type { Statements } from '../persistence/database.js';
import { hasEffect, joined, NO_EFFECT, type MembershipEffect } from '../persistence/membership-effect.js';
import { MembershipRepository } from '../persistence/membership.repository.js';
import { ResourceRepository } from '../persistence/resource.repository.js';
import { StoredResource } from '../persistence/stored-resource.js';
import { holdSchemas } from '../persistence/tenant-schemas.js';
import { ScimError } from '../scim/errors.js';
import { requireImmutables, withImmutables } from '../scim/immutable.js';
import type { MembershipChange } from '../scim/membership.js';
import type { Told } from '../provisioning-log/write-log.js';
import { applyPatch } from '../scim/patch/apply.js';
import { grammarOf } from '../scim/patch/grammar.js';
import { parsePatch, placeOf } from '../scim/patch/operations.js';
import { Projection } from '../scim/projection.js';
import { sameValue, versionTag, type ScimResource } from '../scim/resource.js';
import type { ListQuery } from '../scim/search-request.js';
import { parseResourceBody } from '../scim/resource-body.js';
import type { AttributeTarget, ResourceType, TypeName } from '../scim/resource-type.js';
import type { EndpointContext } from './endpoint-context.js';
import { locationOf } from './location.js';
import { namesTag, requireNoVersion, requirePreconditions, type Preconditions } from './precondition.js';
import type { Json } from './json-pieces.js';
import { renderResources } from './render-resource.js';
import { searchResources } from './search-resources.js';

/** What a request asks of its answer and of the stored version. */
export interface RequestOptions extends Preconditions {
  readonly attributes?: string | undefined;
  readonly excludedAttributes?: string | undefined;
}

/** An answer about one resource. */
export interface ResourceAnswer {
  readonly status: 200 | 201 | 204 | 304;
  readonly location: string;
  readonly version: string;
  /** The resource as JSON; absent with 204 and 304. */
  readonly text?: Json;
}

/**
 * One resource type of one tenant: what its endpoint can do. Made for each request, since it knows the
 * tenant and the base URL; the same code serves every type.
 */
export class ResourceEndpoint {
  private readonly resources: ResourceRepository;
  private readonly memberships: MembershipRepository;
  private readonly type: ResourceType;

  constructor(
    private readonly context: EndpointContext,
    type: TypeName,
  ) {
    this.type = context.types[type];
    this.resources = new ResourceRepository(context.database, context.tenantId, this.type);
    this.memberships = new MembershipRepository(context.database, context.tenantId);
  }

  /**
   * POST, RFC 7644 section 3.3.
   * @param id of the new resource; made here when not given
   */
  async create(body: unknown, options: RequestOptions, id = uuidv7()): Promise<ResourceAnswer> {
    const { resource, memberIds } = parseResourceBody(body, this.type);
    requireNoVersion(options);
    const { schemas, ...attributes } = resource;
    const stored = StoredResource.create(id, { schemas, id, ...attributes }, Date.now());
    await this.context.database.transaction(async (tx) => {
      await this.holdSchemas(tx, stored.resource);
      await this.resources.insert(tx, stored);
      const members = await this.changeMembers(tx, id, [{ kind: 'add', ids: memberIds }]);
      this.context.log.created(tx, this.type, stored, members);
    });
    const members = memberIds.length > 0 ? this.memberships : null;
    return this.answer(201, stored, this.projection(options), members);
  }

  /** GET by id, RFC 7644 section 3.4.1. */
  async read(id: string, options: RequestOptions): Promise<ResourceAnswer> {
    const projection = this.projection(options);
    const stored = (await this.resources.find(id, projection.includes('groups'))) ?? this.throwNotFound(id);
    const { ifMatch, ifNoneMatch } = options;
    requirePreconditions({ ifMatch }, stored.version);
    if (ifNoneMatch === undefined) return this.answer(200, stored, projection);
    // The groups of a user are part of its tag, the members of a group are not.
    if (this.type.name === 'Group' && namesTag(ifNoneMatch, versionTag(stored.version))) {
      return this.withoutBody(304, id, versionTag(stored.version));
    }
    const answer = await this.answer(200, stored, projection);
    return namesTag(ifNoneMatch, answer.version) ? this.withoutBody(304, id, answer.version) : answer;
  }

  /** GET on the endpoint and POST to its `/.search`, RFC 7644 section 3.4.2 and 3.4.3: a ListResponse as JSON. */
  async search(query: ListQuery): Promise<Json> {
    return searchResources(this.context, this.type, query);
  }

  /** PUT, RFC 7644 section 3.5.1: what is left out is cleared. */
  async replace(id: string, body: unknown, options: RequestOptions): Promise<ResourceAnswer> {
    const { resource, memberIds } = parseResourceBody(body, this.type);
    const { schemas, ...attributes } = resource;
    const next = { schemas, id, ...attributes };
    const changes: MembershipChange[] = this.type.name === 'Group' ? [{ kind: 'set', ids: memberIds }] : [];
    const projection = this.projection(options);
    const told = { status: 200, grammar: null };
    const stored = await this.change(id, options, projection, told, (before) => {
      const kept = withImmutables(before.resource, next, this.type);
      return { resource: kept, changed: !sameValue(before.resource, kept), memberships: changes };
    });
    return this.answer(200, stored, projection);
  }

  /** PATCH, RFC 7644 section 3.5.2: all operations or none. */
  async patch(id: string, body: unknown, options: RequestOptions): Promise<ResourceAnswer> {
    const steps = parsePatch(body, this.type);
    const projection = this.projection(options);
    // Entra needs no body for a group, whose members may be many.
    const withBody = this.type.name === 'User' || projection.isExplicit;
    const changes = steps.flatMap((step) => (step.kind === 'membership' ? [step.change] : []));
    const told = { status: withBody ? 200 : 204, grammar: grammarOf(body) };
    const unconditional = options.ifMatch === undefined && options.ifNoneMatch === undefined;
    if (!withBody && unconditional && changes.length === steps.length) {
      return this.withoutBody(204, id, versionTag(await this.patchMembers(id, changes, told)));
    }
    const stored = await this.change(id, options, projection, told, (before) => ({
      ...applyPatch(before.resource, steps, this.type),
      placeOf: (target: AttributeTarget) => placeOf(target, steps),
    }));
    return withBody
      ? this.answer(200, stored, projection)
      : this.withoutBody(204, id, versionTag(stored.version));
  }

  /** DELETE, RFC 7644 section 3.6: memberships go with the resource. */
  async delete(id: string, options: RequestOptions): Promise<void> {
    await this.context.database.transaction(async (tx) => {
      const stored = (await this.resources.findForUpdate(tx, id)) ?? this.throwNotFound(id);
      requirePreconditions(options, stored.version);
      this.memberships.removeMember(tx, id, new Date());
      if (this.type.name === 'Group') this.memberships.removeAll(tx, id);
      this.resources.delete(tx, id);
      this.context.log.deleted(tx, this.type, stored);
    });
  }

  private async change(
    id: string,
    preconditions: Preconditions,
    projection: Projection,
    told: Told,
    work: (before: StoredResource) => {
      resource: ScimResource;
      changed: boolean;
      memberships: readonly MembershipChange[];
      placeOf?: (target: AttributeTarget) => string | undefined;
    },
  ): Promise<StoredResource> {
    const { database, log } = this.context;
    const { after, unchanged } = await database.transaction(async (tx) => {
      const withGroups = projection.includes('groups');
      const before = (await this.resources.findForUpdate(tx, id, withGroups)) ?? this.throwNotFound(id);
      requirePreconditions(preconditions, before.version);
      const { resource, changed, memberships, placeOf } = work(before);
      await this.holdSchemas(tx, before.resource, resource);
      requireImmutables(before.resource, resource, this.type, placeOf);
      const members = await this.changeMembers(tx, id, memberships);
      const after =
        changed || hasEffect(members) ? before.next(changed ? resource : null, Date.now()) : before;
      if (changed) await this.resources.update(tx, before, after);
      else if (after !== before) this.resources.touch(tx, after);
      return { after, unchanged: log.changed(tx, this.type, before, after, members, memberships, told) };
    });
    log.unchanged(unchanged);
    return after;
  }

  /**
   * Changes nothing but the members of a group: without a look at it where the rows written tell all, so that
   * the group is locked for its last statement only.
   * @returns the version of the group
   */
  private async patchMembers(id: string, changes: readonly MembershipChange[], told: Told): Promise<number> {
    const { database, log } = this.context;
    const { version, unchanged } = await database.transaction(async (tx) => {
      const plain = await this.memberships.applyPlain(tx, id, changes);
      if (plain.done && hasEffect(plain.effect)) {
        log.membersChanged(tx, this.type, id, plain.effect, changes, told);
        const moved = await this.resources.touchUnread(tx, id, Date.now());
        return { version: moved ?? this.throwNotFound(id), unchanged: null };
      }
      const before = (await this.resources.findForUpdate(tx, id)) ?? this.throwNotFound(id);
      const applied = plain.done ? NO_EFFECT : await this.changeMembers(tx, id, changes);
      const members = joined(plain.effect, applied);
      const after = hasEffect(members) ? before.next(null, Date.now()) : before;
      if (after !== before) this.resources.touch(tx, after);
      return {
        version: after.version,
        unchanged: log.changed(tx, this.type, before, after, members, changes, told),
      };
    });
    log.unchanged(unchanged);
    return version;
  }

  private holdSchemas(tx: Statements, ...resources: readonly ScimResource[]): Promise<void> {
    return holdSchemas(tx, this.context.database, this.context, this.type, resources);
  }

  private async changeMembers(
    tx: Statements,
    id: string,
    changes: readonly MembershipChange[],
  ): Promise<MembershipEffect> {
    let effect = NO_EFFECT;
    for (const change of changes) {
      const applied = await this.memberships
        .apply(tx, id, change)
        .catch((error: unknown) => ScimError.rethrowAt(error, change.place));
      effect = joined(effect, applied);
    }
    return effect;
  }

  private async answer(
    status: 200 | 201,
    stored: StoredResource,
    projection: Projection,
    memberships: MembershipRepository | null = this.memberships,
  ): Promise<ResourceAnswer> {
    const { type, context } = this;
    const [render] = await renderResources([stored], type, memberships, projection, context.baseUrl);
    const { text, version } = render?.() ?? { text: '', version: versionTag(stored.version) };
    return { status, location: this.locationOf(stored.id), version, text };
  }

  private withoutBody(status: 204 | 304, id: string, version: string): ResourceAnswer {
    return { status, location: this.locationOf(id), version };
  }

  private projection({ attributes, excludedAttributes }: RequestOptions): Projection {
    return Projection.of(this.type, attributes, excludedAttributes);
  }

  private locationOf(id: string): string {
    return locationOf(this.type, id, this.context.baseUrl);
  }

  private throwNotFound(id: string): never {
    throw ScimError.notFound(`${this.type.name} ${JSON.stringify(id.slice(0, 100))} does not exist`);
  }
}
