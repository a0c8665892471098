import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { requestedAction, requestedWrite, type RequestedWrite } from './requested-action.js';
import { isOfEntra } from '../http/entra-request.js';
import { DeferredEntries, type RefusedRequest } from './deferred-entries.js';
import { NO_CHANGES } from './log-entry.js';
import { nameAttribute } from './write-log.js';
import type { ScimError } from '../scim/errors.js';
import { grammarOf } from '../scim/patch/grammar.js';
import { isObject, member } from '../scim/resource.js';
import { failureWords } from '../access/failure-words.js';
import type { TenantAccess } from '../access/tenant-access.js';
import { actorOf } from './actor.js';
import { CONFIG } from '../http/injected-config.js';
import type { ErrorListener } from '../http/error-listener.js';
import { stateOf } from '../http/request-state.js';

/** Adds refused requests to the provisioning log: writes, and sign-ins with a credential of a known tenant. */
@Injectable()
export class RefusedRequests implements ErrorListener {
  constructor(
    private readonly log: DeferredEntries,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Logs a refused request, if it belongs in the provisioning log. */
  note(request: FastifyRequest, error: ScimError): void {
    if (!this.config.provisioningLog || !isOfEntra(request)) return;
    const { access, refusal } = stateOf(request);
    if (refusal?.tenantId !== undefined) {
      const { tenantId, reason } = refusal;
      // For the tenant's admins only: the caller gets the same detail for every reason.
      const { meaning, advice } = failureWords(reason, true);
      const detail = `${meaning}. ${advice}`;
      const origin = { ...this.originOf(request), tenantId, actor: actorOf(refusal) };
      this.log.note({ ...NOTHING, ...origin, action: 'sign-in', status: error.status, reason, detail });
    } else if (access !== null) {
      const write = requestedWrite(request);
      if (write !== null) this.noteWrite(request, access, write, error);
    }
  }

  /** Logs a refused write of an authenticated request. */
  noteWrite(request: FastifyRequest, access: TenantAccess, write: RequestedWrite, error: ScimError): void {
    const action = write.type === null ? 'bulk' : requestedAction(write.method, write.body);
    if (!this.config.provisioningLog || action === null) return;
    const { tenantId } = access;
    this.log.note({
      ...NOTHING,
      ...this.originOf(request),
      ...namedIn(write),
      tenantId,
      actor: actorOf(access),
      action,
      resourceType: write.type,
      resourceId: write.id,
      status: error.status,
      reason: error.scimType ?? null,
      detail: error.detail,
      changes: error.holderId === undefined ? null : { ...NO_CHANGES, holderId: error.holderId },
      grammar: write.method === 'PATCH' && write.body !== undefined ? grammarOf(write.body) : null,
    });
  }

  private originOf(request: FastifyRequest): Pick<RefusedRequest, 'requestId' | 'durationMs'> {
    return { requestId: request.id, durationMs: performance.now() - stateOf(request).startedAt };
  }
}

const NOTHING = {
  resourceType: null,
  resourceId: null,
  resourceName: null,
  externalId: null,
  reason: null,
  changes: null,
  grammar: null,
} as const;

/** The names in a request body, if it has any. */
function namedIn({ type, body }: RequestedWrite): Pick<RefusedRequest, 'resourceName' | 'externalId'> {
  if (type === null || !isObject(body)) return { resourceName: null, externalId: null };
  const textOf = (name: string): string | null => {
    const value = member(body, name);
    return typeof value === 'string' ? value : null;
  };
  return { resourceName: textOf(nameAttribute(type)), externalId: textOf('externalId') };
}
