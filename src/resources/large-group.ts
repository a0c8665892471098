import { setImmediate as pause } from 'node:timers/promises';
import type { MembershipSearch } from '../persistence/members/membership-search.js';
import type { StoredResource } from '../persistence/resources/stored-resource.js';
import type { Projection } from '../scim/projection.js';
import type { ResourceType } from '../scim/resource-type.js';
import { membersText, requestedNames, type Addresses } from './associations.js';
import { jsonFrame } from './json-frame.js';

/** Maximum number of members of one answer held in memory. Beyond, each group is read and sent page by page. */
export const MEMBERS_IN_MEMORY = 5000;
const MEMBERS_A_PAGE = 500;

/**
 * The JSON of a group with more members than are held in memory, read in pages ordered by id. Each member that stays is
 * sent once, even when others are added or removed meanwhile. The version sent is that of the start.
 */
export async function* renderLargeGroup(
  stored: StoredResource,
  type: ResourceType,
  memberships: MembershipSearch,
  projection: Projection,
  addresses: Addresses,
): AsyncGenerator<string> {
  const { head, tail } = jsonFrame(stored, type, 'members', projection, addresses);
  yield head;
  let separator = '';
  let last = '';
  for (;;) {
    const page = await memberships.memberPage(stored.id, last, MEMBERS_A_PAGE);
    const names = await requestedNames(page, memberships, projection);
    const text = projected(membersText(page, addresses, names), projection);
    if (text !== '') {
      yield separator + text;
      separator = ',';
    }
    last = page.at(-1)?.memberId ?? '';
    if (page.length < MEMBERS_A_PAGE) break;
    // SQLite reads synchronously: without a pause, other requests would not be served in between.
    await pause();
  }
  yield tail;
}

function projected(text: string, projection: Projection): string {
  if (projection.takesWhole('members')) return text;
  const { members } = projection.apply({ members: JSON.parse(`[${text}]`) as unknown[] });
  return members === undefined ? '' : JSON.stringify(members).slice(1, -1);
}
