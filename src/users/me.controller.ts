import { All } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { ScimController } from '../scim-api/scim-controller.decorator.js';
import { ScimError } from '../scim/errors.js';

/** `/scim/v2/Me` and what lies below it, RFC 7644 section 3.11: an access code stands for a tenant, so there is nobody to be "me". */
@ScimController('Me')
export class MeController {
  @All(['', '*'])
  @ApiExcludeEndpoint()
  refuse(): never {
    throw ScimError.http(501, 'An access code belongs to a tenant and not to a person: use /Users/{id}');
  }
}
