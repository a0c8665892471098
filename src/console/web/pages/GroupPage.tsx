import { Page } from '../parts/Page.js';

export function GroupPage() {
  return <Page title="Group">…</Page>;
}
