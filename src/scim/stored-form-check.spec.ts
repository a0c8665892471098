import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { resourceBody } from '../../test/support/arbitrary-resource.js';
import { kindsOfGroup, kindsOfUser } from '../../test/support/kinds-extension.js';
import { parseResourceBody } from './resource-body.js';
import { storedFormProblem } from './stored-form-check.js';

describe('the stored form', () => {
  it.each([
    ['User', kindsOfUser],
    ['Group', kindsOfGroup],
  ] as const)('is what a %s has after a POST, whatever was sent', (_name, type) => {
    const required = type.name === 'User' ? { userName: 'x' } : { displayName: 'x' };
    fc.assert(
      fc.property(resourceBody(type, 0.3), (body) => {
        const sent = { ...body, ...required, schemas: [type.schema.id] };
        const { resource } = parseResourceBody(sent, type);
        const stored = JSON.parse(JSON.stringify({ ...resource, id: 'x' })) as Record<string, unknown>;
        expect(storedFormProblem(stored, type)).toBeNull();
      }),
    );
  });

  it('has no value of a type that its attribute does not have', () => {
    const user = { schemas: [kindsOfUser.schema.id], id: 'x', userName: 'x' };
    expect(storedFormProblem(user, kindsOfUser)).toBeNull();
    for (const wrong of [
      { title: 1 },
      { title: null },
      { active: 'true' },
      { emails: {} },
      { emails: [] },
      { emails: [{}] },
      { emails: [{ value: ['x'] }] },
      { name: 'x' },
      { name: {} },
      { UserName: 'x' },
      { meta: {} },
      { password: 'x' },
      { groups: [] },
      { schemas: [] },
      { userName: '' },
    ]) {
      expect({ wrong, problem: storedFormProblem({ ...user, ...wrong }, kindsOfUser) }).toEqual({
        wrong,
        problem: expect.any(String),
      });
    }
  });
});
