import { newId } from '../persistence/database/new-id.js';
import type { MembershipSearch } from '../persistence/members/membership-search.js';
import type { ResourceRepository } from '../persistence/resources/resource.repository.js';
import { StoredResource } from '../persistence/resources/stored-resource.js';
import { withKeptValues } from '../scim/immutable.js';
import { mergeChanges } from '../scim/membership-changes.js';
import { applyPatch } from '../scim/patch/apply.js';
import { grammarOf } from '../scim/patch/grammar.js';
import { parsePatch, placeOf } from '../scim/patch/operations.js';
import { Projection } from '../scim/projection.js';
import { sameValue, versionTag } from '../scim/resource.js';
import type { ListQuery } from '../scim/search-request.js';
import { parseResourceBody } from '../scim/resource-body.js';
import type { ResourceType, TypeName } from '../scim/resource-type.js';
import { UnknownNames } from '../scim/unknown-names.js';
import type { TenantContext } from './tenant-context.js';
import { locationOf } from './location.js';
import { namesTag, requireNoVersion, requirePreconditions, type Preconditions } from './precondition.js';
import type { Json } from './json-pieces.js';
import { renderResources } from './render-resource.js';
import { notFound, ResourceWriter } from './resource-writer.js';
import { searchResources, type ListAnswer } from './search-resources.js';

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
  private readonly memberships: MembershipSearch;
  private readonly writer: ResourceWriter;
  private readonly type: ResourceType;

  constructor(
    private readonly context: TenantContext,
    type: TypeName,
  ) {
    this.type = context.types[type];
    this.resources = context.store.resources(this.type);
    this.memberships = context.store.membershipSearch;
    this.writer = new ResourceWriter(context, this.type, this.resources);
  }

  /**
   * POST, RFC 7644 section 3.3.
   * @param id of the new resource; made here when not given
   */
  async create(body: unknown, options: RequestOptions, id = newId()): Promise<ResourceAnswer> {
    const unknown = this.unknownNames();
    const { resource, memberIds } = parseResourceBody(body, this.type, unknown);
    requireNoVersion(options);
    const { schemas, ...attributes } = resource;
    const stored = StoredResource.create(id, { schemas, id, ...attributes }, Date.now());
    const { list: ignored } = unknown;
    await this.writer.create(stored, memberIds, { status: 201, grammar: null, ignored });
    this.context.noteIgnored(ignored);
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
    // What members are called is theirs, and moves no version of the group.
    if (projection.names('members', 'display')) return this.answer(200, stored, projection);
    // The groups of a user are part of its tag, the members of a group are not.
    if (this.type.name === 'Group' && namesTag(ifNoneMatch, versionTag(stored.version))) {
      return this.withoutBody(304, id, versionTag(stored.version));
    }
    const answer = await this.answer(200, stored, projection);
    return namesTag(ifNoneMatch, answer.version) ? this.withoutBody(304, id, answer.version) : answer;
  }

  /** GET on the endpoint and POST to its `/.search`, RFC 7644 section 3.4.2 and 3.4.3: a ListResponse. */
  search(query: ListQuery): Promise<ListAnswer> {
    return searchResources(this.context, this.type, query);
  }

  /** PUT, RFC 7644 section 3.5.1: what is left out is cleared. */
  async replace(id: string, body: unknown, options: RequestOptions): Promise<ResourceAnswer> {
    const unknown = this.unknownNames();
    const { resource, memberIds } = parseResourceBody(body, this.type, unknown);
    const { schemas, ...attributes } = resource;
    const { list: ignored } = unknown;
    const next = { schemas, id, ...attributes };
    const projection = this.projection(options);
    const stored = await this.writer.change(id, {
      ...options,
      memberships: this.type.name === 'Group' ? [{ kind: 'set', ids: memberIds }] : [],
      details: { status: 200, grammar: null, ignored },
      withGroups: projection.includes('groups'),
      work: (before) => {
        const kept = withKeptValues(before.resource, next, this.type);
        return { resource: kept, changed: !sameValue(before.resource, kept) };
      },
    });
    this.context.noteIgnored(ignored);
    return this.answer(200, stored, projection);
  }

  /** PATCH, RFC 7644 section 3.5.2: all operations or none. */
  async patch(id: string, body: unknown, options: RequestOptions): Promise<ResourceAnswer> {
    const unknown = this.unknownNames();
    const steps = parsePatch(body, this.type, unknown);
    const { list: ignored } = unknown;
    const projection = this.projection(options);
    // Entra needs no body for a group, whose members may be many.
    const withBody = this.type.name === 'User' || projection.isExplicit;
    const membershipSteps = steps.flatMap((step) => (step.kind === 'membership' ? [step.change] : []));
    const memberships = mergeChanges(membershipSteps);
    const details = { status: withBody ? 200 : 204, grammar: grammarOf(body), ignored };
    const unconditional = options.ifMatch === undefined && options.ifNoneMatch === undefined;
    if (!withBody && unconditional && membershipSteps.length > 0 && membershipSteps.length === steps.length) {
      const version = await this.writer.changeMembers(id, memberships, details);
      this.context.noteIgnored(ignored);
      return this.withoutBody(204, id, versionTag(version));
    }
    const stored = await this.writer.change(id, {
      ...options,
      memberships,
      details: details,
      withGroups: projection.includes('groups'),
      work: (before) => ({
        ...applyPatch(before.resource, steps, this.type),
        placeOf: (target) => placeOf(target, steps),
      }),
    });
    this.context.noteIgnored(ignored);
    return withBody
      ? this.answer(200, stored, projection)
      : this.withoutBody(204, id, versionTag(stored.version));
  }

  /** DELETE, RFC 7644 section 3.6: memberships go with the resource. */
  delete(id: string, options: RequestOptions): Promise<void> {
    return this.writer.delete(id, options);
  }

  private async answer(
    status: 200 | 201,
    stored: StoredResource,
    projection: Projection,
    memberships: MembershipSearch | null = this.memberships,
  ): Promise<ResourceAnswer> {
    const { type, context } = this;
    const rendered = await renderResources([stored], type, memberships, projection, context.baseUrl);
    const { text, version } = rendered?.[0]?.() ?? { text: '', version: versionTag(stored.version) };
    return { status, location: this.locationOf(stored.id), version, text };
  }

  private withoutBody(status: 204 | 304, id: string, version: string): ResourceAnswer {
    return { status, location: this.locationOf(id), version };
  }

  private unknownNames(): UnknownNames {
    return new UnknownNames(this.type.strict);
  }

  private projection({ attributes, excludedAttributes }: RequestOptions): Projection {
    return Projection.of(this.type, attributes, excludedAttributes);
  }

  private locationOf(id: string): string {
    return locationOf(this.type, id, this.context.baseUrl);
  }

  private throwNotFound(id: string): never {
    throw notFound(this.type, id);
  }
}
