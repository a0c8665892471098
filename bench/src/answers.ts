import type { Answer } from './http-client.ts';
import type { Task } from './load.ts';
import { ENTERPRISE } from './people.ts';

/** Checks the status and the body of an answer. */
export function expecting(status: number, isRight: (body: any) => boolean = () => true): Task['check'] {
  return (answer: Answer) => {
    if (answer.status !== status) return `expected ${status}`;
    return isRight(answer.body) ? null : 'the content is wrong';
  };
}

/** Whether the body is the user that `userBody` describes. */
export function isUser(body: any, n: string): boolean {
  return (
    body.userName === `person${n}@fabrikam.example` &&
    body.active === true &&
    body.name.familyName === `Family${n}` &&
    body.phoneNumbers.length === 2 &&
    body[ENTERPRISE].employeeNumber === `E-${n}`
  );
}

/** Whether the body is a user after `updateBody`. */
export function isUpdated(body: any, n: string): boolean {
  return (
    body.displayName === `Renamed ${n}` &&
    body.emails[0].value === `renamed${n}@fabrikam.example` &&
    body[ENTERPRISE].department === `Moved ${n}` &&
    body[ENTERPRISE].employeeNumber === `E-${n}`
  );
}

/** Checks the answer to an addition or removal of members: a 204, which Entra prefers, or the group with the change. */
export function expectingMembers(ids: readonly string[], areMembers: boolean): Task['check'] {
  const shown = expecting(200, (body) => {
    const members = new Set((body.members ?? []).map(({ value }: { value: string }) => value));
    return ids.every((id) => members.has(id) === areMembers);
  });
  return (answer) => (answer.status === 204 ? null : shown(answer));
}

/** Checks the answer to a deletion: the RFC requires 204; some servers answer 200. */
export const expectingDeletion: Task['check'] = ({ status }) =>
  status === 204 || status === 200 ? null : 'expected 204';
