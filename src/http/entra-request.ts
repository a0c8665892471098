import type { FastifyRequest } from 'fastify';
import { TOKEN_PATH } from './oauth-paths.js';
import { isScimUrl } from './scim-path.js';

/** Whether a request may come from Entra: refused sign-ins to the console say nothing about a tenant's provisioning. */
export function isOfEntra(request: FastifyRequest): boolean {
  return isScimUrl(request.url) || request.routeOptions.url === TOKEN_PATH;
}
