import { Page } from '../parts/Page.js';
import { AdminAccessCard } from '../roles/AdminAccessCard.js';
import { AdminsCard } from '../roles/AdminsCard.js';
import { PeopleSignedInCard } from '../roles/PeopleSignedInCard.js';
import { RoleMappingsCard } from '../roles/RoleMappingsCard.js';
import { RoleNote } from '../parts/WhoMay.js';
import { SignInCard } from '../roles/SignInCard.js';

/** How people sign in, what they may do, by their groups and roles, and who of them is signed in. */
export function RolesPage() {
  return (
    <Page title="Roles and admins">
      <RoleNote />
      <SignInCard />
      <RoleMappingsCard />
      <AdminAccessCard />
      <AdminsCard />
      <PeopleSignedInCard />
    </Page>
  );
}
