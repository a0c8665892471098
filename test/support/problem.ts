import { expect } from '@jest/globals';

interface AdminAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

/** Expects an error of the admin API, RFC 9457; `fields` are the refused members. */
export function expectProblem(answer: AdminAnswer, status: number, fields: readonly string[] = []): void {
  const { errors, ...problem } = answer.body ?? {};
  expect({ status: answer.status, type: answer.headers.get('content-type'), problem }).toEqual({
    status,
    type: expect.stringMatching(/^application\/problem\+json(;|$)/),
    problem: {
      type: 'about:blank',
      title: expect.any(String),
      status,
      detail: expect.stringMatching(/./),
      instance: expect.stringMatching(/^urn:invitedesk:request:/),
    },
  });
  const named = ((errors ?? []) as { field: string; message: string }[]).map(({ field }) => field);
  expect(named.sort()).toEqual([...fields].sort());
  for (const { message } of errors ?? []) expect(message).toMatch(/expected|not known/);
}
