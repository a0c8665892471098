import { Page } from '../parts/Page.js';
import { RoleMappingsCard } from '../roles/RoleMappingsCard.js';

/** What people may do, by their groups. */
export function RolesPage() {
  return (
    <Page title="Roles">
      <RoleMappingsCard />
    </Page>
  );
}
