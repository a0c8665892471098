import { Page } from '../parts/Page.js';

export function UsersPage() {
  return <Page title="Users">…</Page>;
}
