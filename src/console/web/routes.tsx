import { createBrowserRouter, Navigate } from 'react-router';
import { ApplicationsPage } from './pages/ApplicationsPage.js';
import { AuditPage } from './pages/AuditPage.js';
import { GroupPage } from './pages/GroupPage.js';
import { GroupsPage } from './pages/GroupsPage.js';
import { LogEntryPage } from './pages/LogEntryPage.js';
import { LogPage } from './pages/LogPage.js';
import { NotFoundPage } from './pages/NotFoundPage.js';
import { OperatorsPage } from './pages/OperatorsPage.js';
import { RolesPage } from './pages/RolesPage.js';
import { SchemasPage } from './pages/SchemasPage.js';
import { SearchPage } from './pages/SearchPage.js';
import { SettingsPage } from './pages/SettingsPage.js';
import { SetupLinksPage } from './pages/SetupLinksPage.js';
import { SetupPage } from './pages/SetupPage.js';
import { TenantsPage } from './pages/TenantsPage.js';
import { UserPage } from './pages/UserPage.js';
import { UsersPage } from './pages/UsersPage.js';
import { Loading } from './parts/Loading.js';
import { Brokenness } from './shell/Brokenness.js';
import { OperatorsOnly, SignedIn, useHome } from './shell/SignedIn.js';
import { TenantFrame } from './shell/TenantFrame.js';

function Home() {
  return <Navigate to={useHome()} replace />;
}

export const router = createBrowserRouter(
  [
    {
      errorElement: <Brokenness />,
      hydrateFallbackElement: <Loading what="the page" />,
      children: [
        { path: '/setup', element: <SetupPage /> },
        {
          element: <SignedIn />,
          children: [
            { path: '/', element: <Home /> },
            {
              path: '/tenants/:tenantId',
              element: <TenantFrame />,
              children: [
                { index: true, element: <SettingsPage /> },
                {
                  path: 'status',
                  lazy: async () => ({ Component: (await import('./pages/StatusPage.js')).StatusPage }),
                },
                { path: 'schemas', element: <SchemasPage /> },
                { path: 'roles', element: <RolesPage /> },
                { path: 'users', element: <UsersPage /> },
                { path: 'users/:userId', element: <UserPage /> },
                { path: 'groups', element: <GroupsPage /> },
                { path: 'groups/:groupId', element: <GroupPage /> },
                { path: 'log', element: <LogPage /> },
                { path: 'log/:entryId', element: <LogEntryPage /> },
                {
                  path: 'setup-links',
                  element: (
                    <OperatorsOnly>
                      <SetupLinksPage />
                    </OperatorsOnly>
                  ),
                },
              ],
            },
            {
              path: '/tenants',
              element: (
                <OperatorsOnly>
                  <TenantsPage />
                </OperatorsOnly>
              ),
            },
            {
              path: '/search',
              element: (
                <OperatorsOnly>
                  <SearchPage />
                </OperatorsOnly>
              ),
            },
            {
              path: '/applications',
              element: (
                <OperatorsOnly>
                  <ApplicationsPage />
                </OperatorsOnly>
              ),
            },
            {
              path: '/audit-log',
              element: (
                <OperatorsOnly>
                  <AuditPage />
                </OperatorsOnly>
              ),
            },
            {
              path: '/operators',
              element: (
                <OperatorsOnly>
                  <OperatorsPage />
                </OperatorsOnly>
              ),
            },
            { path: '*', element: <NotFoundPage /> },
          ],
        },
      ],
    },
  ],
  { basename: '/console' },
);
