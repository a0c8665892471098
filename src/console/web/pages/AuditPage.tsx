import { Page } from '../parts/Page.js';

export function AuditPage() {
  return <Page title="Audit">…</Page>;
}
