import { Button, Text, Title } from '@mantine/core';
import type { Tenant } from '../api/answers.js';
import { useTenantPath } from '../api/tenant.js';

/** Downloads a customer as a file for another deployment. */
export function ExportTenant({ tenant }: { tenant: Tenant }) {
  const path = useTenantPath();
  return (
    <section className="card" aria-labelledby="export">
      <Title order={2} size="h4" id="export">
        Export the tenant
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        Its settings, custom schemas, users, groups and memberships, for another deployment. Codes and the log
        are not in the file.
      </Text>
      <Button component="a" href={`/admin/v1${path}/export`} download variant="default">
        Export {tenant.name}
      </Button>
    </section>
  );
}
