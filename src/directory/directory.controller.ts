import { Get, NotFoundException, Param, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { TenantAdmin } from '../http/access.decorators.js';
import { TenantRequests } from '../scim-api/tenant-requests.js';
import { TenantStores } from '../persistence/tenant-store.js';
import type { DirectorySearch } from '../persistence/search/directory-search.js';
import { foldCase } from '../scim/compare.js';
import type { TypeName } from '../scim/resource-type.js';
import { settingsOf } from '../tenants/settings/settings-columns.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { groupSummary, userSummary } from './directory-answers.js';
import { decodeId, decodePosition, encodeId, encodePosition } from './directory-cursor.js';
import { DirectoryQuery, GroupDetail, GroupList, MemberList, UserDetail, UserList } from './directory.dto.js';
import { PageQuery } from '../admin/page.dto.js';

/** A tenant's provisioned users and groups. */
@TenantAdmin()
@AdminController('tenants/:id', 'Users and groups')
@ApiProblem(404, 'No tenant, user or group has this id.')
export class DirectoryController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly requests: TenantRequests,
    private readonly stores: TenantStores,
  ) {}

  @Get('users')
  @ApiOperation({
    operationId: 'listTenantUsers',
    summary: 'List users, or find them by what a name begins with',
    description: 'By user name first, then by display name, then by e-mail address.',
  })
  @ApiOkResponse({ type: UserList })
  @ApiProblem(400, 'The search, the cursor or the limit is not valid.')
  async users(
    @Param('id') tenantId: string,
    @Query() { search, cursor, limit }: DirectoryQuery,
  ): Promise<UserList> {
    const position = decodePosition(cursor);
    const directory = await this.directory(tenantId);
    const { rows, next } = await directory.users(prefixOf(search), position, limit);
    return { items: rows.map(userSummary), nextCursor: encodePosition(next) };
  }

  @Get('users/:userId')
  @ApiOperation({ operationId: 'readTenantUser', summary: 'Read a user with its groups' })
  @ApiOkResponse({ type: UserDetail })
  async user(
    @Param('id') tenantId: string,
    @Param('userId') userId: string,
    @Req() request: FastifyRequest,
  ): Promise<UserDetail> {
    return { resource: await this.read('User', tenantId, userId, request) };
  }

  @Get('groups')
  @ApiOperation({
    operationId: 'listTenantGroups',
    summary: 'List groups, or find them by what the display name begins with',
  })
  @ApiOkResponse({ type: GroupList })
  @ApiProblem(400, 'The search, the cursor or the limit is not valid.')
  async groups(
    @Param('id') tenantId: string,
    @Query() { search, cursor, limit }: DirectoryQuery,
  ): Promise<GroupList> {
    const position = decodePosition(cursor);
    const directory = await this.directory(tenantId);
    const { rows, next } = await directory.groups(prefixOf(search), position, limit);
    return { items: rows.map(groupSummary), nextCursor: encodePosition(next) };
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
  @ApiOperation({ operationId: 'listGroupMembers', summary: 'List the members of a group' })
  @ApiOkResponse({ type: MemberList })
  @ApiProblem(400, 'The cursor or the limit is not valid.')
  async members(
    @Param('id') tenantId: string,
    @Param('groupId') groupId: string,
    @Query() { cursor, limit }: PageQuery,
  ): Promise<MemberList> {
    const after = decodeId(cursor);
    const directory = await this.directory(tenantId);
    if ((await directory.countMembers(groupId)) === null)
      throw new NotFoundException('The tenant has no group with this id');
    const members = await directory.members(groupId, after, limit + 1);
    const items = members.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: members.length > limit && last !== undefined ? encodeId(last.id) : null };
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
    // Without members, the text is never in pieces.
    const { text } = await resources.of(type).read(id, { excludedAttributes: 'members' });
    return JSON.parse(text as string) as Record<string, unknown>;
  }
}

/** The prefix in the form of comparison keys. */
function prefixOf(search = ''): string {
  return foldCase(search.trim());
}
