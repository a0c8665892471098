import { Page } from '../parts/Page.js';

export function LogPage() {
  return <Page title="Log">…</Page>;
}
