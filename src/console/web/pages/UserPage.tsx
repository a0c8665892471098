import { Anchor } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { useTenantPath } from '../api/tenant.js';
import { ResourcePage } from '../directory/ResourcePage.js';
import { Empty } from '../parts/Empty.js';
import { DataTable } from '../parts/PagedTable.js';
import { StateBadge } from '../parts/StateBadge.js';
import { Time } from '../parts/Time.js';

interface ScimUser {
  readonly userName: string;
  readonly displayName?: string;
  readonly active?: boolean;
  readonly groups?: readonly { readonly value: string; readonly display?: string; readonly type?: string }[];
}

export function UserPage() {
  const { userId = '' } = useParams();
  const path = `${useTenantPath()}/users/${encodeURIComponent(userId)}` as const;
  return (
    <ResourcePage
      kind="User"
      id={userId}
      path={path}
      below="Groups"
      show={({ resource }) => {
        const { userName, displayName, active } = resource as unknown as ScimUser;
        const isActive = active !== false;
        return {
          title: displayName ?? userName,
          before: [
            {
              label: 'State',
              content: (
                <StateBadge mood={isActive ? 'good' : 'plain'}>{isActive ? 'Active' : 'Disabled'}</StateBadge>
              ),
            },
          ],
        };
      }}
    >
      {({ resource, memberships }) => (
        <GroupsOfUser
          groups={(resource as unknown as ScimUser).groups ?? []}
          since={new Map(memberships.map(({ groupId, since }) => [groupId, since]))}
        />
      )}
    </ResourcePage>
  );
}

function GroupsOfUser({
  groups,
  since,
}: {
  groups: NonNullable<ScimUser['groups']>;
  since: ReadonlyMap<string, string | null>;
}) {
  return groups.length === 0 ? (
    <Empty title="In no group" />
  ) : (
    <div className="card">
      <DataTable
        label="Groups of the user"
        items={groups}
        idOf={({ value }) => value}
        columns={[
          {
            title: 'Group',
            cell: ({ value, display }) => (
              <Anchor component={Link} to={`../../groups/${value}`} relative="path" fz="sm">
                {display ?? value}
              </Anchor>
            ),
          },
          {
            title: 'Membership',
            cell: ({ type }) => (type === 'indirect' ? 'through another group' : 'direct'),
          },
          {
            title: 'Since',
            cell: ({ value, type }) =>
              type === 'indirect' ? null : <Time at={since.get(value) ?? null} never="not known" />,
          },
        ]}
      />
    </div>
  );
}
