import { RequestMethod, type INestApplication } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AUDIENCE, type Audience } from '../http/access.decorators.js';

type Security = NonNullable<OpenAPIObject['security']>;

const CODE: Security = [{ 'access-code': [] }, { 'oauth-client': ['scim'] }];
/** What each audience shows, one of the alternatives; nothing where the list is empty or begins with `{}`. */
const SHOWN: Readonly<Record<Audience, Security>> = {
  public: [],
  metrics: [{ 'metrics-token': [] }, { 'admin-token': [] }],
  admin: [{ 'admin-token': [] }],
  'tenant-admin': [{ 'admin-token': [] }],
  'tenant-reader': [{ 'admin-token': [] }],
  session: [{ 'console-session': [] }],
  scim: CODE,
  'public-or-scim': [{}, ...CODE],
  'person-or-scim': [{ 'person-token': [] }],
};

/**
 * What a caller has to show, by method and path such as `get /scim/v2/Users/{id}`: from the decorators that the access
 * guard checks.
 */
export function securityOfRoutes(app: INestApplication): ReadonlyMap<string, Security> {
  const found = new Map<string, Security>();
  const scanner = new MetadataScanner();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Record<string, object>;
      for (const name of scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name] ?? {};
        const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
        const audience = audienceOf(handler) ?? audienceOf(metatype);
        if (method === undefined || audience === undefined) continue;
        const verb = RequestMethod[method].toLowerCase();
        for (const path of pathsOf(metatype, handler)) found.set(`${verb} ${path}`, SHOWN[audience]);
      }
    }
  }
  return found;
}

function audienceOf(target: object): Audience | undefined {
  return Reflect.getMetadata(AUDIENCE, target) as Audience | undefined;
}

function pathsOf(controller: object, handler: object): string[] {
  const of = (target: object) => [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();
  return of(controller).flatMap((base) =>
    of(handler).map((rest) => {
      const parts = `${base}/${rest}`.split('/').filter((part) => part !== '');
      return `/${parts.map((part) => part.replace(/^:(.+)$/, '{$1}')).join('/')}`;
    }),
  );
}
