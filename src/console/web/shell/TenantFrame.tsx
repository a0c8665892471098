import { Button } from '@mantine/core';
import { useState } from 'react';
import { NavLink, Outlet, useLocation, useParams } from 'react-router';
import { useSession } from '../api/session.js';
import { useTenant } from '../api/tenant.js';
import { Loading } from '../parts/Loading.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { Page } from '../parts/Page.js';

interface Entry {
  readonly to: string;
  readonly label: string;
  readonly forOperators: boolean;
  /** Whether whoever has a read-only link may see it. */
  readonly forReaders: boolean;
}

const ENTRIES: readonly Entry[] = [
  { to: '', label: 'Active Directory', forOperators: false, forReaders: false },
  { to: 'status', label: 'Status', forOperators: false, forReaders: true },
  { to: 'log', label: 'Provisioning log', forOperators: false, forReaders: true },
  { to: 'users', label: 'Users', forOperators: false, forReaders: true },
  { to: 'groups', label: 'Groups', forOperators: false, forReaders: true },
  { to: 'roles', label: 'Roles and admins', forOperators: false, forReaders: false },
  { to: 'schemas', label: 'Custom schemas', forOperators: false, forReaders: false },
  { to: 'setup-links', label: 'Set-up links', forOperators: true, forReaders: false },
];

/** The pages of one tenant beside their menu. */
export function TenantFrame() {
  const { tenantId } = useParams();
  const tenant = useTenant();
  if (tenant.isPending) return <Loading what="the tenant" />;
  // Keep the page when a refresh fails: it may show secrets or drafts.
  if (tenant.isLoadingError) {
    return (
      <Page title="Tenant">
        <ProblemNote error={tenant.error} onRetry={() => void tenant.refetch()} />
      </Page>
    );
  }
  return (
    <div className="frame" key={tenantId}>
      <TenantMenu name={tenant.data.name} />
      <Outlet />
    </div>
  );
}

function TenantMenu({ name }: { name: string }) {
  const { data: session } = useSession();
  const { tenantId = '' } = useParams();
  const { pathname } = useLocation();
  const [openAt, setOpenAt] = useState<string | null>(null);
  // On narrow screens the menu opens on demand, until the page changes.
  const isOpen = openAt === pathname;
  const entries = ENTRIES.filter(({ forOperators, forReaders }) =>
    session?.kind === 'read-only-link' ? forReaders : !forOperators || session?.kind === 'operator',
  );
  return (
    <nav className="side" aria-label={`Pages of ${name}`}>
      <Button
        className="side-toggle"
        variant="default"
        fullWidth
        aria-expanded={isOpen}
        aria-controls="tenant-pages"
        onClick={() => setOpenAt(isOpen ? null : pathname)}
      >
        {name}: {isOpen ? 'hide pages' : 'show pages'}
      </Button>
      <div className="side-title">
        <strong>{name}</strong>
      </div>
      <ul id="tenant-pages" {...(isOpen ? {} : { 'data-closed': '' })}>
        {session?.kind === 'operator' && (
          <li>
            <NavLink to="/tenants" end>
              ← All tenants
            </NavLink>
          </li>
        )}
        {entries.map(({ to, label }) => (
          <li key={to}>
            <NavLink to={`/tenants/${tenantId}${to === '' ? '' : `/${to}`}`} end={to === ''}>
              {label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
