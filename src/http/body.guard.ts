import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { parseJsonObject } from './json-text.js';
import { checkMediaType } from './media-type.js';
import { readBytes } from './read-bytes.js';
import { isScimUrl, SCIM_MEDIA_TYPE } from './scim-path.js';

const DEFAULT_LIMIT = 1_048_576;
const LIMIT = 'invitedesk:max-body-bytes';
const PLAIN = ['application/json'];
const SCIM = [SCIM_MEDIA_TYPE, ...PLAIN];
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** The longest body that a route takes; 1 MiB without it. */
export const MaxBodyBytes = (bytes: number) => SetMetadata(LIMIT, bytes);

/**
 * Reads and parses a request's body into `request.body`; `undefined` when it is empty. A guard that
 * runs after the one for access: nothing is read of, or told to, a caller without access.
 * @throws ScimError 413, 415 or 400 (RFC 7644 section 3.12)
 */
@Injectable()
export class BodyGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!WITH_BODY.has(request.method) || isEmpty(request)) return true;
    const limit = this.reflector.get<number | undefined>(LIMIT, context.getHandler());
    return readBody(request, limit ?? DEFAULT_LIMIT);
  }
}

async function readBody(request: FastifyRequest, limit: number): Promise<true> {
  checkMediaType(request.raw, isScimUrl(request.url) ? SCIM : PLAIN);
  const bytes = await readBytes(request.raw, limit);
  if (bytes.length > 0) request.body = parseJsonObject(bytes);
  return true;
}

function isEmpty({ headers }: FastifyRequest): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
  return encoding === undefined && length === '0';
}
