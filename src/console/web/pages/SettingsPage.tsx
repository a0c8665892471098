import { Navigate } from 'react-router';
import { Loading } from '../parts/Loading.js';
import { Page } from '../parts/Page.js';
import { useTenant } from '../api/tenant.js';
import { AuthenticationCard } from '../settings/AuthenticationCard.js';
import { ConnectionCard } from '../settings/ConnectionCard.js';
import { ContactsCard } from '../settings/ContactsCard.js';
import { DeleteTenant } from '../settings/DeleteTenant.js';
import { DirectoryCard } from '../settings/DirectoryCard.js';
import { EndingBanner } from '../settings/EndingBanner.js';
import { ExportTenant } from '../settings/ExportTenant.js';
import { ProtocolCard } from '../settings/ProtocolCard.js';
import { SetUpSteps } from '../settings/SetUpSteps.js';
import { RequestRateCard } from '../settings/RequestRateCard.js';
import { RoleNote } from '../parts/WhoMay.js';
import { isOwner } from '../parts/operator.js';
import { useSession } from '../api/session.js';

/** Settings > Active Directory: everything to copy into or compare with the Entra admin center. */
export function SettingsPage() {
  const { data: tenant } = useTenant(true);
  const { data: session } = useSession();
  if (session?.kind === 'read-only-link') return <Navigate to="status" replace />;
  if (tenant === undefined) return <Loading what="the settings" />;
  return (
    <Page title="Settings > Active Directory">
      <RoleNote />
      <EndingBanner />
      <SetUpSteps tenant={tenant} />
      <DirectoryCard tenant={tenant} />
      <ConnectionCard />
      <AuthenticationCard tenant={tenant} />
      <ContactsCard />
      <ProtocolCard />
      {isOwner(session) && (
        <>
          <RequestRateCard />
          <ExportTenant tenant={tenant} />
          <DeleteTenant tenant={tenant} />
        </>
      )}
    </Page>
  );
}
