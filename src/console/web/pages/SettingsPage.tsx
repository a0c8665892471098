import { Loading } from '../parts/Loading.js';
import { LeaveGuard } from '../parts/LeaveGuard.js';
import { Page } from '../parts/Page.js';
import { useFreshSecrets } from '../parts/fresh-secrets.js';
import { useTenant } from '../api/tenant.js';
import { AuthenticationCard } from '../settings/AuthenticationCard.js';
import { ACCESS_CODE } from '../settings/BearerMethod.js';
import { ConnectionCard } from '../settings/ConnectionCard.js';
import { DeleteTenant } from '../settings/DeleteTenant.js';
import { DirectoryCard } from '../settings/DirectoryCard.js';
import { useSession } from '../api/session.js';

/** Settings > Active Directory: what an admin needs beside the Entra admin center. */
export function SettingsPage() {
  const { data: tenant } = useTenant(true);
  const { data: session } = useSession();
  const secrets = useFreshSecrets();
  if (tenant === undefined) return <Loading what="the settings" />;
  return (
    <Page title="Settings > Active Directory">
      <LeaveGuard isOn={secrets.areThere} />
      <DirectoryCard tenant={tenant} onCode={(code) => secrets.add(ACCESS_CODE, code)} />
      <ConnectionCard />
      <AuthenticationCard tenant={tenant} secrets={secrets} />
      {session?.kind === 'operator' && <DeleteTenant tenant={tenant} />}
    </Page>
  );
}
