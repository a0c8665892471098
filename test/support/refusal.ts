import { expect } from '@jest/globals';

const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** What every SCIM error has, whatever it tells. */
export const scimError = { schemas: [ERROR_SCHEMA] };

/** What a refused request is to be told. */
export interface Refusal {
  readonly status: number;
  /** Absent where RFC 7644 table 9 has none for it. */
  readonly scimType?: string | undefined;
  /** What the detail must tell: the attribute, what was expected. */
  readonly detail?: RegExp | undefined;
}

/** Expects an error as RFC 7644 section 3.12 has it, and nothing of the server's inside in it. */
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
