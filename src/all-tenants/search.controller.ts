import { Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { RequestCounter } from '../activity/request-counter.js';
import { AdminController, ApiProblem } from '../admin/admin-endpoint.decorator.js';
import { groupSummary, userSummary } from '../directory/directory-answers.js';
import { RequestFinder } from './request-finder.js';
import { ResourceFinder } from './resource-finder.js';
import { SearchAnswer, SearchQuery } from './search.dto.js';
import { TenantSearch } from './tenant-search.js';

/** Of each kind. */
const MOST = 20;

/** The search over all tenants, for operators. */
@AdminController('search', 'Tenants')
export class SearchController {
  constructor(
    private readonly counter: RequestCounter,
    private readonly tenants: TenantSearch,
    private readonly resources: ResourceFinder,
    private readonly requests: RequestFinder,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'searchAllTenants',
    summary: 'Find users, groups and requests of all customers by a whole value',
    description:
      'A user name, display name, family name, given and family name (`Lena Vos`), e-mail address, employee number, ' +
      'external id, id, or the id of a request (`x-request-id`); and customers as their list finds them. The users and ' +
      'groups of one customer can be searched by a part of a name.',
  })
  @ApiOkResponse({ type: SearchAnswer })
  @ApiProblem(400, 'The text is missing or too long.')
  async search(@Query() { q }: SearchQuery): Promise<SearchAnswer> {
    const text = q.trim();
    await this.counter.flush();
    const [tenants, found, entries] = await Promise.all([
      this.tenants.named(text, MOST + 1),
      this.resources.find(text, MOST + 1),
      this.requests.find(text, MOST + 1),
    ]);
    const users = found.filter(({ type }) => type === 'User');
    const groups = found.filter(({ type }) => type === 'Group');
    const tenantOf = ({ tenantId: id, tenantName: name }: { tenantId: string; tenantName: string }) => ({
      id,
      name,
    });
    return {
      tenants: tenants.slice(0, MOST),
      users: users.slice(0, MOST).map((row) => ({ ...userSummary(row), tenant: tenantOf(row) })),
      groups: groups.slice(0, MOST).map((row) => ({ ...groupSummary(row), tenant: tenantOf(row) })),
      logEntries: entries.slice(0, MOST).map((entry) => {
        const { id, time, action, outcome, name } = entry;
        return { tenant: tenantOf(entry), id, time: time.toISOString(), action, outcome, name };
      }),
      isPartial: [tenants, users, groups, entries].some(({ length }) => length > MOST),
    };
  }
}
