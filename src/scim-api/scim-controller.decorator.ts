import { applyDecorators, Controller } from '@nestjs/common';
import { ApiConsumes, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ScimAccess } from '../http/access.decorators.js';
import { SCIM_MEDIA_TYPE, SCIM_PATH } from '../http/scim-path.js';

/**
 * A controller of SCIM endpoints at `/scim/v2/{path}`. Bodies are SCIM, and a tenant's credential is required unless
 * another access decorator precedes this one.
 * @param path path below the base URL, such as `Users`; empty for the base URL itself
 * @param tag heading in the API's documentation, after SCIM; defaults to the path
 */
export function ScimController(path: string, tag = path): ClassDecorator {
  return applyDecorators(
    Controller(`${SCIM_PATH.slice(1)}/${path}`),
    ScimAccess(),
    ApiTags(`SCIM ${tag}`),
    ApiConsumes(SCIM_MEDIA_TYPE, 'application/json'),
    ApiProduces(SCIM_MEDIA_TYPE),
  );
}
