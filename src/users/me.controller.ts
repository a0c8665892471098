import { All } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { ScimController } from '../scim-api/scim-controller.decorator.js';
import { ScimError } from '../scim/errors.js';

/**
 * `/scim/v2/Me` and below, RFC 7644 section 3.11: an access code belongs to a tenant, so there is no user to be "me".
 */
@ScimController('Me')
export class MeController {
  @All(['', '*'])
  @ApiExcludeEndpoint()
  refuse(): never {
    throw ScimError.http(501, 'An access code belongs to a tenant and not to a person: use /Users/{id}');
  }
}
