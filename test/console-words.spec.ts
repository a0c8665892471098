import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { AUDIT_WORDS } from '../src/console/web/log/audit-words.js';

describe('the words of the console', () => {
  it('exist for every action of the audit log', () => {
    const actions = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [
        ...readFileSync(`src/${name}`, 'utf8').matchAll(
          /(?:@AuditAs\(|auditedRequest\([\w.]+, )'([a-z.-]+)'|action: '(?=[a-z-]+\.)([a-z.-]+)'/g,
        ),
      ])
      .map(([, named, written]) => named ?? written);
    expect(actions.length).toBeGreaterThan(20);
    expect(actions.filter((action) => AUDIT_WORDS[action ?? ''] === undefined)).toEqual([]);
  });
});
