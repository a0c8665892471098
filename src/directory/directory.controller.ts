import { Get, NotFoundException, Param, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { TenantReader } from '../http/access.decorators.js';
import { TenantRequests } from '../scim-api/tenant-requests.js';
import { TenantStores } from '../persistence/tenant-store.js';
import { DirectorySizes, type DirectorySize } from '../activity/directory-sizes.js';
import type { UserState } from '../persistence/search/directory-orders.js';
import type { DirectorySearch, DirectoryText } from '../persistence/search/directory-search.js';
import { FEW_ROWS } from '../persistence/search/search-cost.js';
import { DeferredEntries } from '../provisioning-log/deferred-entries.js';
import { foldCase } from '../scim/compare.js';
import type { TypeName } from '../scim/resource-type.js';
import { settingsOf } from '../tenants/settings/settings-columns.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { groupSummary, lastError, userSummary } from './directory-answers.js';
import { decodeId, decodePosition, encodeId, encodePosition } from './directory-cursor.js';
import { FailingUsers } from './failing-users.js';
import {
  DirectoryQuery,
  FAILING,
  GroupDetail,
  GroupList,
  MemberList,
  UserDetail,
  UserList,
  UsersQuery,
} from './directory.dto.js';

/** A tenant's provisioned users and groups. */
@TenantReader()
@AdminController('tenants/:id', 'Users and groups')
@ApiProblem(404, 'No tenant, user or group has this id.')
export class DirectoryController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly requests: TenantRequests,
    private readonly stores: TenantStores,
    private readonly sizes: DirectorySizes,
    private readonly failing: FailingUsers,
    private readonly refusals: DeferredEntries,
  ) {}

  @Get('users')
  @ApiOperation({
    operationId: 'listTenantUsers',
    summary: 'List users, or find them by a name, an address or a number',
    description:
      'A search finds first what begins with the text: user name, then display name, e-mail address, family name, employee ' +
      'number, external id; then what has it anywhere in user name or display name.',
  })
  @ApiOkResponse({ type: UserList })
  @ApiProblem(400, 'The search, the state, the cursor or the limit is not valid.')
  @ApiProblem(429, 'Too many long searches of this tenant are under way.')
  async users(
    @Param('id') tenantId: string,
    @Query() { search, state, cursor, limit }: UsersQuery,
  ): Promise<UserList> {
    const text = textOf(search);
    if (state === FAILING) return this.failingUsers(tenantId, text.folded, decodeId(cursor), limit);
    const position = decodePosition(cursor);
    const directory = await this.directory(tenantId);
    const { rows, next, isPartial } = await directory.users(text, state ?? null, position, limit);
    const size = text.folded === '' ? await this.sizes.of(tenantId) : null;
    return {
      items: rows.map((row) => ({ ...userSummary(row), lastError: null })),
      nextCursor: encodePosition(next),
      total: size && usersIn(size, state),
      isPartial,
    };
  }

  @Get('users/:userId')
  @ApiOperation({ operationId: 'readTenantUser', summary: 'Read a user with its groups' })
  @ApiOkResponse({ type: UserDetail })
  async user(
    @Param('id') tenantId: string,
    @Param('userId') userId: string,
    @Req() request: FastifyRequest,
  ): Promise<UserDetail> {
    const resource = await this.read('User', tenantId, userId, request);
    const groups = await this.stores.forTenant(tenantId).directory.groupsOf(userId);
    return {
      resource,
      memberships: groups.map(({ groupId, addedAt }) => ({ groupId, since: since(addedAt) })),
    };
  }

  @Get('groups')
  @ApiOperation({
    operationId: 'listTenantGroups',
    summary: 'List groups, or find them by display name or external id',
    description:
      'A search finds first what begins with the text: display name, then external id; then what has it anywhere in the ' +
      'display name.',
  })
  @ApiOkResponse({ type: GroupList })
  @ApiProblem(400, 'The search, the cursor or the limit is not valid.')
  @ApiProblem(429, 'Too many long searches of this tenant are under way.')
  async groups(
    @Param('id') tenantId: string,
    @Query() { search, cursor, limit }: DirectoryQuery,
  ): Promise<GroupList> {
    const position = decodePosition(cursor);
    const directory = await this.directory(tenantId);
    const text = textOf(search);
    const { rows, next, isPartial } = await directory.groups(text, position, limit);
    const size = text.folded === '' ? await this.sizes.of(tenantId) : null;
    return {
      items: rows.map(groupSummary),
      nextCursor: encodePosition(next),
      total: size && size.groups,
      isPartial,
    };
  }

  @Get('groups/:groupId')
  @ApiOperation({ operationId: 'readTenantGroup', summary: 'Read a group and how many members it has' })
  @ApiOkResponse({ type: GroupDetail })
  async group(
    @Param('id') tenantId: string,
    @Param('groupId') groupId: string,
    @Req() request: FastifyRequest,
  ): Promise<GroupDetail> {
    const resource = await this.read('Group', tenantId, groupId, request);
    const { directory } = this.stores.forTenant(tenantId);
    return { resource, memberCount: (await directory.countMembers(groupId)) ?? 0 };
  }

  @Get('groups/:groupId/members')
  @ApiOperation({
    operationId: 'listGroupMembers',
    summary: 'List the members of a group, or find them by a part of the name',
    description: 'Of the user name or display name of a user, or the display name of a group.',
  })
  @ApiOkResponse({ type: MemberList })
  @ApiProblem(
    400,
    'The search, the cursor or the limit is not valid, or the group is too large to be searched.',
  )
  @ApiProblem(429, 'Too many long searches of this tenant are under way.')
  async members(
    @Param('id') tenantId: string,
    @Param('groupId') groupId: string,
    @Query() { search, cursor, limit }: DirectoryQuery,
  ): Promise<MemberList> {
    const after = decodeId(cursor);
    const directory = await this.directory(tenantId);
    const count = await directory.countMembers(groupId);
    if (count === null) throw new NotFoundException('The tenant has no group with this id');
    const { folded } = textOf(search);
    const members = await directory.members(groupId, folded, after, limit + 1, count > FEW_ROWS);
    const shown = members.slice(0, limit);
    const items = shown.map(({ addedAt, ...member }) => ({ ...member, since: since(addedAt) }));
    const last = items.at(-1);
    return { items, nextCursor: members.length > limit && last !== undefined ? encodeId(last.id) : null };
  }

  private async failingUsers(
    tenantId: string,
    folded: string,
    after: string,
    limit: number,
  ): Promise<UserList> {
    await this.tenants.get(tenantId);
    await this.refusals.flush();
    const { users, next } = await this.failing.page(tenantId, folded, after === '' ? null : after, limit);
    return {
      items: users.map((user) => ({ ...userSummary(user), lastError: lastError(user) })),
      nextCursor: next === null ? null : encodeId(next),
      total: null,
      isPartial: false,
    };
  }

  private async directory(tenantId: string): Promise<DirectorySearch> {
    await this.tenants.get(tenantId);
    return this.stores.forTenant(tenantId).directory;
  }

  private async read(
    type: TypeName,
    tenantId: string,
    id: string,
    request: FastifyRequest,
  ): Promise<Record<string, unknown>> {
    const tenant = await this.tenants.get(tenantId);
    const { schemasRevision } = tenant;
    const resources = await this.requests.of(
      { tenantId, schemasRevision, settings: settingsOf(tenant) },
      request,
    );
    return resources.of(type).readObject(id, { excludedAttributes: 'members' });
  }
}

function textOf(search = ''): DirectoryText {
  const text = search.trim();
  return { folded: foldCase(text), exact: text.normalize('NFC') };
}

function since(addedAt: number | null): string | null {
  return addedAt === null ? null : new Date(Number(addedAt)).toISOString();
}

function usersIn({ activeUsers, disabledUsers }: DirectorySize, state: UserState | undefined): number {
  if (state === undefined) return activeUsers + disabledUsers;
  return state === 'active' ? activeUsers : disabledUsers;
}
