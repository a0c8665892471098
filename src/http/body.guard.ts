import { setImmediate as pause } from 'node:timers/promises';
import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { parseForm } from './form-text.js';
import { ScimError } from '../scim/errors.js';
import { HeldRefusals } from './held-refusals.js';
import { parseJsonObject } from './json-text.js';
import { requestOf } from './request-of-context.js';
import { stateOf } from './request-state.js';
import { checkMediaType } from './media-type.js';
import { MemoryShares, type BodyMeter } from './memory-shares.js';
import { readBytes } from './read-bytes.js';
import { RequestTurns } from './request-turns.js';
import { isScimUrl, SCIM_MEDIA_TYPE } from './scim-path.js';

const RULE = 'invitedesk:body-rule';
const FORM_BYTES = 65_536;
const PLAIN = ['application/json'];
const SCIM = [SCIM_MEDIA_TYPE, ...PLAIN];
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

interface BodyRule {
  readonly maxBytes: number;
  readonly kind: 'json' | 'form' | 'ignored';
}
const UNREAD = 'invitedesk:unread-body';

/** Maximum length of a body for a route without `MaxBodyBytes`. */
export const USUAL_BYTES = 1_048_576;
const USUAL: BodyRule = { maxBytes: USUAL_BYTES, kind: 'json' };

/** It takes about a millisecond to parse so many. */
const LARGE_BYTES = 131_072;

/** Sets the maximum length of a route's body. */
export const MaxBodyBytes = (maxBytes: number) =>
  SetMetadata(RULE, { maxBytes, kind: 'json' } satisfies BodyRule);

/** The route accepts a form of at most 64 KiB, `application/x-www-form-urlencoded`; its body is a `Form`. */
export const FormBody = () => SetMetadata(RULE, { maxBytes: FORM_BYTES, kind: 'form' } satisfies BodyRule);

/** The route accepts a body of at most 64 KiB in any form, and does not look at it. */
export const IgnoredBody = () =>
  SetMetadata(RULE, { maxBytes: FORM_BYTES, kind: 'ignored' } satisfies BodyRule);

/** The handler reads the body from the connection itself, and bounds it. */
export const UnreadBody = () => SetMetadata(UNREAD, true);

/**
 * Reads and parses a request's body into `request.body`; `undefined` when it is empty. It runs after the access guard,
 * so that nothing is read from unauthorised callers. A request waits for its turn before the body is parsed.
 * @throws ScimError 413, 415, 400, and 429 or 503 when memory for bodies or the turns of the tenant are used up (RFC 7644
 *   section 3.12); OAuthError 400 for a form
 */
@Injectable()
export class BodyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly memory: MemoryShares,
    private readonly turns: RequestTurns,
    private readonly refusals: HeldRefusals,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf(context);
    if (!WITH_BODY.has(request.method) || isEmpty(request) || this.isUnread(context)) {
      return this.turns.begin(request, 0)?.then(() => true) ?? true;
    }
    const rule = this.reflector.get<BodyRule | undefined>(RULE, context.getHandler());
    return readBody(request, rule ?? USUAL, this.memory.bodyOf(request), this.turns).catch(
      async (error: unknown) => {
        const isLimited = error instanceof ScimError && error.limited !== undefined;
        if (isLimited) await this.refusals.hold(stateOf(request).access?.tenantId ?? '', lengthOf(request));
        throw error;
      },
    );
  }

  private isUnread(context: ExecutionContext): boolean {
    return this.reflector.get<boolean | undefined>(UNREAD, context.getHandler()) === true;
  }
}

async function readBody(
  request: FastifyRequest,
  { maxBytes, kind }: BodyRule,
  meter: BodyMeter,
  turns: RequestTurns,
): Promise<true> {
  if (kind === 'ignored') {
    await readBytes(request.raw, maxBytes, meter);
    return true;
  }
  if (kind === 'form') {
    request.body = await parseForm(request.raw, maxBytes, meter);
    return true;
  }
  checkMediaType(request.raw, isScimUrl(request.url) ? SCIM : PLAIN);
  const bytes = await readBytes(request.raw, maxBytes, meter);
  const turn = turns.begin(request, bytes.length);
  if (turn !== null) await turn;
  if (bytes.length > 0) request.body = parseJsonObject(bytes);
  // Other requests are served before more is done with it.
  if (bytes.length > LARGE_BYTES) await pause();
  return true;
}

function lengthOf({ headers }: FastifyRequest): number {
  return Number(headers['content-length'] ?? 0);
}

function isEmpty({ headers }: FastifyRequest): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
  return encoding === undefined && length === '0';
}
