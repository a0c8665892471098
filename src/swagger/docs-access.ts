import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AdminAccess } from '../auth/admin-access.js';

const DOCS_ROUTE = /^\/docs(?:[/-]|$)/;
/** Where a browser that nobody has signed in with is led to. */
const PAGE_ROUTE = /^\/docs(?:\/(?:index\.html)?)?$/;

/**
 * Shows routes of the documentation, which are added from now on, to operators only: by the admin token or a session of
 * the console.
 */
export function restrictDocs(app: NestFastifyApplication, consoleUrl: string): void {
  const access = app.get(AdminAccess, { strict: false });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      if (!DOCS_ROUTE.test(route.url)) return;
      route.preHandler = async (request, reply) => {
        void reply.header('cache-control', 'no-store');
        try {
          await access.check(request, { forCustomers: false, least: 'read-only' });
        } catch (error) {
          const isPage = PAGE_ROUTE.test(route.url) && request.headers.authorization === undefined;
          if (!isPage) throw error;
          return reply.redirect(consoleUrl, 302);
        }
        return undefined;
      };
    });
}
