import { Page } from '../parts/Page.js';

export function SchemasPage() {
  return <Page title="Schemas">…</Page>;
}
