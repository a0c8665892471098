import { Page } from '../parts/Page.js';

export function StatusPage() {
  return <Page title="Status">…</Page>;
}
