import { Page } from '../parts/Page.js';

export function GroupsPage() {
  return <Page title="Groups">…</Page>;
}
