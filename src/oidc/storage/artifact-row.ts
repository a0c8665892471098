import { hash } from 'node:crypto';
import type { AdapterPayload } from 'oidc-provider';
import type { Artifact } from './artifact.entity.js';
import { tenantOfGrant } from './grant-id.js';

/** The key of an artifact's row. */
export function artifactId(kind: string, id: string): string {
  return hash('sha256', `${kind} ${id}`);
}

/**
 * The row of an artifact. The id, with which its holder proves to be its holder, is nowhere in it.
 * @param personSession that of the person whose browser sent the request; null for requests of applications
 */
export function artifactRow(
  kind: string,
  id: string,
  payload: AdapterPayload,
  expiresAt: number,
  personSession: string | null,
): Artifact {
  const rest = without(payload, 'jti');
  const grantId = kind === 'Grant' ? id : (rest.grantId ?? null);
  const tenantId = tenantOfGrant(grantId ?? firstGrant(rest));
  return {
    id: artifactId(kind, id),
    tenantId,
    userId: tenantId === null ? null : (rest.accountId ?? null),
    kind,
    grantId,
    sessionUid: kind === 'Session' ? (rest.uid ?? null) : null,
    personSession: kind === 'Session' ? personSession : null,
    payload: JSON.stringify(kind === 'Interaction' ? withoutSecrets(rest) : rest),
    consumedAt: null,
    expiresAt,
  };
}

/** The payload of a row, for whoever knows the id. */
export function payloadOf(
  { payload, consumedAt }: Pick<Artifact, 'payload' | 'consumedAt'>,
  id: string | null,
): AdapterPayload {
  return {
    ...(JSON.parse(payload) as AdapterPayload),
    ...(id === null ? {} : { jti: id }),
    ...(consumedAt === null ? {} : { consumed: Math.floor(Number(consumedAt) / 1000) }),
  };
}

/** A session knows its tenant by the grants of its applications. */
function firstGrant({ authorizations = {} }: AdapterPayload): string | undefined {
  return Object.values(authorizations).find(({ grantId }) => grantId !== undefined)?.grantId;
}

/** The cookie of the session, and a token of the application: neither is needed to go on. */
function withoutSecrets({ session, params, ...rest }: AdapterPayload): AdapterPayload {
  return {
    ...rest,
    ...(params === undefined ? {} : { params: without(params, 'id_token_hint') }),
    ...(session === undefined ? {} : { session: without<typeof session>(session, 'cookie') }),
  };
}

function without<T extends object>(object: T, name: string): T {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name)) as T;
}
