import { Page } from '../parts/Page.js';

export function LogEntryPage() {
  return <Page title="LogEntry">…</Page>;
}
