import { Anchor, Title } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { useSmallList } from '../api/pages.js';
import { useTenantPath } from '../api/tenant.js';
import { Empty } from '../parts/Empty.js';
import { PagedTable } from '../parts/PagedTable.js';

/** Who is an admin of the tenant at present. */
export function AdminsCard() {
  const pages = useSmallList(`${useTenantPath()}/admin-access/admins`, { refreshMs: 10_000 });
  const { tenantId = '' } = useParams();
  return (
    <section aria-labelledby="admins">
      <Title order={2} size="h4" id="admins" mb="xs">
        Who is an admin now
      </Title>
      <PagedTable
        label="Table of who is an admin now"
        what="admins"
        pages={pages}
        idOf={({ userId }) => userId}
        columns={[
          {
            title: 'User name',
            cell: ({ userId, userName }) => (
              <Anchor component={Link} to={`/tenants/${tenantId}/users/${userId}`} fz="sm" fw={600}>
                {userName}
              </Anchor>
            ),
          },
        ]}
        empty={<Empty title="Nobody is" />}
      />
    </section>
  );
}
