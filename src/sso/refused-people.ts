import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { failureWords } from '../access/failure-words.js';
import type { AuthFailure } from '../access/tenant-access.js';
import type { Config } from '../config.js';
import { CONFIG } from '../http/injected-config.js';
import { stateOf } from '../http/request-state.js';
import { DeferredEntries } from '../provisioning-log/deferred-entries.js';
import type { RefusedPerson } from './sign-in-refused.js';

/** Adds people who were refused to the provisioning log of their tenant, where its IT finds them by the request id. */
@Injectable()
export class RefusedPeople {
  constructor(
    private readonly log: DeferredEntries,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  note(
    request: FastifyRequest,
    reason: AuthFailure,
    { tenantId, objectId, userId, userName }: RefusedPerson,
    status: number,
  ): void {
    if (!this.config.provisioningLog) return;
    const { meaning, advice } = failureWords(reason, true);
    this.log.note({
      tenantId,
      requestId: request.id,
      actor: { kind: 'person', name: objectId },
      action: 'sign-in',
      resourceType: userId === null ? null : 'User',
      resourceId: userId,
      resourceName: userName,
      externalId: objectId,
      status,
      reason,
      detail: `${meaning}. ${advice}`,
      changes: null,
      grammar: null,
      durationMs: performance.now() - stateOf(request).startedAt,
    });
  }
}
