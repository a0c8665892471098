import type { AnswerOf, BodyOf, KeyOf, Known } from './operation.js';

const HEADER = 'X-InviteDesk-Console';
/** Requests later than this after the last key press or click count as automatic. */
const IDLE_MS = 5_000;
/** Response time-out of a read. */
const READ_WITHIN_MS = 30_000;

let lastInput = performance.now();
for (const event of ['pointerdown', 'keydown', 'click', 'input'] as const) {
  addEventListener(event, () => (lastInput = performance.now()), { capture: true, passive: true });
}

/** An error answer of the service (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly fields: readonly { readonly field: string; readonly message: string }[] = [],
    /** The `x-request-id` header of the answer, by which the service's log can be searched. */
    readonly requestId: string | null = null,
  ) {
    super(detail);
  }
}

interface ProblemBody {
  readonly detail?: string;
  readonly errors?: Problem['fields'];
}

/**
 * Calls the service with the session's cookie. Automatic requests of a page do not prolong the session.
 * @throws Problem for an error answer, or when there is no answer
 */
export async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const isUse = method !== 'GET' || performance.now() - lastInput < IDLE_MS;
  const [response, text] = await fetch(path, {
    method,
    headers: {
      [HEADER]: isUse ? 'user' : 'refresh',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(method === 'GET' ? { signal: AbortSignal.timeout(READ_WITHIN_MS) } : {}),
  })
    .then(async (answer) => [answer, await answer.text()] as const)
    .catch(() => {
      throw new Problem(0, 'The service does not answer. Is your computer online?');
    });
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as Answer;
  const { detail, errors } = problemIn(text);
  throw new Problem(
    response.status,
    detail ?? `The service answered ${response.status}`,
    errors,
    response.headers.get('x-request-id'),
  );
}

/** Calls an operation of the admin API. */
export function admin<M extends string, const P extends string>(
  method: M,
  path: P & Known<M, P>,
  ...[body]: BodyOf<KeyOf<M, P>>
): Promise<AnswerOf<M, P>> {
  return call(method, `/admin/v1${path}`, body);
}

/** The query string of a URL, without empty parameters. */
export function query(parameters: Readonly<Record<string, string | number | null | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value != null && value !== '');
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/** A proxy may answer with something that is not JSON. */
function problemIn(text: string): ProblemBody {
  try {
    return JSON.parse(text) as ProblemBody;
  } catch {
    return {};
  }
}
