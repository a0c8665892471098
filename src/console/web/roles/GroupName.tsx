import { Anchor, Group } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { StateBadge } from '../parts/StateBadge.js';

/** A group that a setting refers to: a link to it, or what has become of it. */
export function GroupName({
  of: { groupId, groupName, groupExists },
}: {
  of: { readonly groupId: string; readonly groupName: string; readonly groupExists: boolean };
}) {
  const { tenantId = '' } = useParams();
  if (groupExists)
    return (
      <Anchor component={Link} to={`/tenants/${tenantId}/groups/${groupId}`} fz="sm" fw={600}>
        {groupName}
      </Anchor>
    );
  return (
    <Group gap="xs">
      {groupName}
      <StateBadge mood="bad">Group deleted</StateBadge>
    </Group>
  );
}
