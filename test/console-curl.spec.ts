import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import type { LogEntryDetail } from '../src/console/web/api/answers.js';
import { curlOf } from '../src/console/web/log/curl.js';
import { indentedJson } from '../src/console/web/log/indented-json.js';

const TENANT_URL = 'https://scim.fabrikam.example/scim/v2';
const ENTRY = {
  action: 'update',
  patchGrammar: null,
  resource: { type: 'User', id: '019bc2f4-8f5e-7c1a-9d0b-3f1f6a2b4c5d', name: null, externalId: null },
  exchange: null,
} as unknown as LogEntryDetail;
const entryWith = (changes: object): LogEntryDetail => ({ ...ENTRY, ...changes });

/** The words that a POSIX shell makes of a command, each argument of `curl`. */
function argumentsOf(command: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\001' "$word"; done; }\nTOKEN=the-token\n${command}\n`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\u0001').slice(0, -1);
}

describe('the curl command of a log entry', () => {
  const HOSTILE = [
    `it's`,
    '$(touch /tmp/pwned)',
    '`id`',
    'a\nb\n\nc',
    '"double" \\" \\\\ \\',
    '$TOKEN ${HOME} $$ !! *',
    "'; echo gone; '",
    "'\\''",
    'é … 𝒳\t~ # & | < >',
    '--output /etc/passwd',
  ];

  it.each(HOSTILE)('means what was sent to a shell: %j', (value) => {
    const text = JSON.stringify({ displayName: value, raw: value }).replaceAll('\\n', '\n');
    const exchange = {
      method: 'PATCH',
      path: `/scim/v2/Users/${encodeURIComponent('x')}?attributes=${value}`,
      headers: [{ name: 'if-match', value }],
      request: { text, isCut: false },
      answer: null,
    };
    const command = curlOf(entryWith({ exchange }), TENANT_URL);
    expect(argumentsOf(command?.text ?? '')).toEqual([
      '--globoff',
      '--path-as-is',
      '--request',
      'PATCH',
      '--header',
      'Authorization: Bearer the-token',
      '--header',
      `if-match: ${value}`,
      '--data-raw',
      text,
      `${TENANT_URL}/Users/x?attributes=${value}`,
    ]);
  });

  it('takes the body from a file when the log has not all of it', () => {
    const exchange = {
      method: 'POST',
      path: '/scim/v2/Users',
      headers: [],
      request: { text: '{"userName":"a…', isCut: true },
      answer: null,
    };
    const { text, notes } = curlOf(entryWith({ exchange }), TENANT_URL) ?? { text: '', notes: [] };
    expect(argumentsOf(text)).toContain('@body.json');
    expect(text).not.toContain('userName');
    expect(notes.join()).toContain('body.json');
  });

  it.each([
    [{ action: 'create', resource: { type: 'Group', id: null } }, 'POST', '/Groups', true],
    [{ action: 'update' }, 'PUT', `/Users/${ENTRY.resource.id}`, true],
    [{ action: 'disable', patchGrammar: 'verbose' }, 'PATCH', `/Users/${ENTRY.resource.id}`, true],
    [
      { action: 'add-member', patchGrammar: null, resource: { type: 'Group', id: 'a b/c' } },
      'PATCH',
      '/Groups/a%20b%2Fc',
      true,
    ],
    [{ action: 'delete' }, 'DELETE', `/Users/${ENTRY.resource.id}`, false],
    [{ action: 'bulk', resource: { type: null, id: null } }, 'POST', '/Bulk', true],
  ])('is told by the entry where bodies were not logged: %j', (changes, method, path, hasBody) => {
    const words = argumentsOf(curlOf(entryWith(changes), TENANT_URL)?.text ?? '');
    expect([words[3], words.at(-1), words.includes('@body.json')]).toEqual([
      method,
      TENANT_URL + path,
      hasBody,
    ]);
  });

  it.each(['sign-in', 'left-out'])('is none for %s', (action) => {
    expect(curlOf(entryWith({ action }), TENANT_URL)).toBeNull();
  });
});

describe('JSON on the page of a log entry', () => {
  it('has the lines that it would have if it were whole', () => {
    const value = { a: [], b: {}, c: [1, 'x{"[,:\\', { d: null }], 'e,f': true };
    const text = JSON.stringify(value);
    const whole = indentedJson(text);
    expect(whole).toBe(JSON.stringify(value, null, 2));
    for (let length = 1; length < text.length; length++) {
      const cut = indentedJson(text.slice(0, length));
      expect(whole.startsWith(cut.trimEnd())).toBe(true);
    }
  });
});
