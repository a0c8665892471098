import type { LogEntry, LogEntryDetail } from '../api/answers.js';

const SCIM_PATH = '/scim/v2';
const FILE = 'body.json';

/** A command, and what to know before it is run. */
export interface CurlCommand {
  readonly text: string;
  readonly notes: readonly string[];
}

/**
 * The request of an entry as a `curl` command for a POSIX shell. The token is a variable of the shell: the log has none.
 * @param tenantUrl the base URL of the tenant
 * @returns `null` when no single request led to the entry
 */
export function curlOf(entry: LogEntryDetail, tenantUrl: string): CurlCommand | null {
  const { exchange } = entry;
  const { method, path } = exchange ?? derivedFrom(entry) ?? {};
  if (method === undefined || path === undefined) return null;
  const body = exchange === null ? undefined : exchange.request;
  const notes = ['Set the variable TOKEN to an access code of the tenant first.'];
  const lines = [
    `curl --globoff --path-as-is --request ${quoted(method)}`,
    '--header "Authorization: Bearer $TOKEN"',
    ...(exchange?.headers ?? []).map(({ name, value }) => `--header ${quoted(`${name}: ${value}`)}`),
  ];
  if (body == null ? method !== 'DELETE' && exchange === null : body.isCut) {
    if (exchange === null) lines.push(`--header 'content-type: application/scim+json'`);
    lines.push(`--data-binary @${FILE}`);
    notes.push(`The log does not have the whole body: put it into the file ${FILE}.`);
  } else if (body != null) {
    lines.push(`--data-raw ${quoted(body.text)}`);
    if (body.text.includes('[removed]')) notes.push('A secret was removed where the body says [removed].');
  }
  lines.push(quoted(tenantUrl + path.replace(SCIM_PATH, '')));
  return { text: lines.join(' \\\n  '), notes };
}

/** A text as one word of a POSIX shell, in which nothing is expanded. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** What the entry itself tells of its request. */
function derivedFrom({ action, patchGrammar, resource }: LogEntry): { method: string; path: string } | null {
  if (action === 'sign-in' || action === 'left-out') return null;
  if (action === 'bulk') return { method: 'POST', path: '/Bulk' };
  const endpoint = resource.type === 'Group' ? '/Groups' : '/Users';
  if (action === 'create') return { method: 'POST', path: endpoint };
  const isPatch = patchGrammar !== null || action === 'add-member' || action === 'remove-member';
  return {
    method: action === 'delete' ? 'DELETE' : isPatch ? 'PATCH' : 'PUT',
    path: `${endpoint}/${encodeURIComponent(resource.id ?? '')}`,
  };
}
