import { Page } from '../parts/Page.js';

export function UserPage() {
  return <Page title="User">…</Page>;
}
