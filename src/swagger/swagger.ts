import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { Config } from '../config.js';
import { restrictDocs } from './docs-access.js';
import { openApiDocument } from './openapi-document.js';

/** Serves Swagger UI at `/docs` and the OpenAPI document at `/docs-json`, made when it is first asked for, as `DOCS` says. */
export function setupSwagger(app: NestFastifyApplication, config: Pick<Config, 'publicUrl' | 'docs'>): void {
  if (config.docs === 'off') return;
  if (config.docs === 'admin') restrictDocs(app, `${config.publicUrl ?? ''}/console`);
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= openApiDocument(app, config)), {
    jsonDocumentUrl: 'docs-json',
    yamlDocumentUrl: 'docs-yaml',
    customSiteTitle: 'InviteDesk Provisioning',
    swaggerOptions: {
      displayRequestDuration: true,
      docExpansion: 'none',
      filter: true,
      persistAuthorization: true,
      // More detail than most of the schemas need, below all operations.
      defaultModelsExpandDepth: 0,
      tryItOutEnabled: true,
    },
  });
}
