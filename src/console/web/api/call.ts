const HEADER = 'X-InviteDesk-Console';
/** A request that long after the last key or click is one that the page makes by itself. */
const IDLE_MS = 5_000;
/** How long the service may take to answer a question. */
const READ_WITHIN_MS = 30_000;

let lastInput = performance.now();
for (const event of ['pointerdown', 'keydown', 'click', 'input'] as const) {
  addEventListener(event, () => (lastInput = performance.now()), { capture: true, passive: true });
}

/** An answer of the service that is none of success, in its own words (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly fields: readonly { readonly field: string; readonly message: string }[] = [],
    /** What the service's log has it under: the `x-request-id` header of the answer. */
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
 * Calls the service as who has signed in. What a page asks by itself does not keep a session alive.
 * @throws Problem for an answer that is no success, or none at all
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

/** Calls the admin API. */
export function admin<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  return call(method, `/admin/v1${path}`, body);
}

/** The query of a URL; what is empty is left out. */
export function query(parameters: Readonly<Record<string, string | number | null | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value != null && value !== '');
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/** A proxy in front may answer with anything. */
function problemIn(text: string): ProblemBody {
  try {
    return JSON.parse(text) as ProblemBody;
  } catch {
    return {};
  }
}
