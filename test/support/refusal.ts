import { expect } from '@jest/globals';

const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** The members that every SCIM error has. */
export const scimError = { schemas: [ERROR_SCHEMA] };

/** The expected error of a refused request. */
export interface Refusal {
  readonly status: number;
  /** Absent for errors without a `scimType` in RFC 7644 table 9. */
  readonly scimType?: string | undefined;
  /** What the detail must mention: the attribute, what was expected. */
  readonly detail?: RegExp | undefined;
}

/** Expects an error of RFC 7644 section 3.12, without internals of the server. */
export function expectRefusal(
  answer: {
    readonly status: number;
    readonly headers: Headers | Readonly<Record<string, string>>;
    readonly body: any;
  },
  { status, scimType, detail = /./ }: Refusal,
): void {
  const { headers, body } = answer;
  const header = (name: string) => (headers instanceof Headers ? headers.get(name) : headers[name]);
  expect({
    status: answer.status,
    type: header('content-type'),
    requestId: header('x-request-id'),
    body,
  }).toEqual({
    status,
    type: 'application/scim+json',
    requestId: expect.stringMatching(/^[\w.-]{1,64}$/),
    body: {
      ...scimError,
      status: String(status),
      ...(scimType === undefined ? {} : { scimType }),
      detail: expect.stringMatching(detail),
    },
  });
  expect(body.detail).not.toMatch(/\bat \S+:\d+|node_modules|SQLITE|ER_|SELECT |undefined|\[object/);
  expect(body.detail.length).toBeLessThan(600);
}
