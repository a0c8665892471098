import { Page } from '../parts/Page.js';

export function SetupLinksPage() {
  return <Page title="SetupLinks">…</Page>;
}
