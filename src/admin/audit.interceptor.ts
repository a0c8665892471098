import {
  Injectable,
  SetMetadata,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { answerForError } from '../http/answer-for-error.js';
import { requestOf } from '../http/request-of-context.js';
import { stateOf } from '../http/request-state.js';
import { ActionRecorder, NOBODY, type AuditedRequest } from './action-recorder.js';

const TENANT_ID = /^[0-9a-z]{12}$/;
const ACTION = 'invitedesk:audited-action';

/** Names the action of a route for the audit log. Every route that changes data has one. */
export const AuditAs = (action: string) => SetMetadata(ACTION, action);

interface Params {
  readonly id?: string;
  readonly [name: string]: string | undefined;
}

/** Records the actions of routes with `@AuditAs`; other routes only read. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly recorder: ActionRecorder,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const action = this.reflector.get<string | undefined>(ACTION, context.getHandler());
    if (action === undefined) return next.handle();
    const request = requestOf(context);
    const { id, ...others } = (request.params ?? {}) as Params;
    const target = Object.values(others).at(-1);
    return from(
      this.recorder.audited(
        auditedRequest(request, action),
        { tenantId: tenantIn(id), ...(target === undefined ? {} : { target }) },
        () => lastValueFrom(next.handle(), { defaultValue: undefined }),
        (error) => {
          const { error: shown } = answerForError(error, request.id);
          return { status: shown.status, detail: shown.detail.slice(0, 500) };
        },
      ),
    );
  }
}

/** A text that cannot be a tenant's id is not recorded as one. */
function tenantIn(id: string | undefined): string | null {
  return id !== undefined && TENANT_ID.test(id) ? id : null;
}

/** An action with who requests it, as the audit log records it. */
export function auditedRequest(request: FastifyRequest, action: string): AuditedRequest {
  const { admin } = stateOf(request);
  return {
    action,
    actorKind: admin?.kind ?? NOBODY,
    actorHint: admin?.hint ?? '',
    actorId: admin?.userId ?? null,
    actorName: admin?.name ?? null,
    address: request.ip.slice(0, 64),
    requestId: request.id,
  };
}
