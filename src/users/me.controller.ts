import { All, Delete, Get, Inject, Options, Patch, Post, Put, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PersonOrScimAccess } from '../http/access.decorators.js';
import { stateOf } from '../http/request-state.js';
import { ScimController } from '../scim-api/scim-controller.decorator.js';
import { ApiScimError, scim, storedExample } from '../scim-api/describe-operation.decorator.js';
import { sendResource } from '../scim-api/scim-answer.js';
import { requestOptions } from '../scim-api/scim-call.js';
import { TenantRequests } from '../scim-api/tenant-requests.js';
import { ScimError } from '../scim/errors.js';
import { userType } from '../scim/resource-type.js';
import { userExamples } from './user-examples.js';

const EXAMPLE = storedExample(userType, userExamples);
/** The scope with which an application may see all of a person's data. */
const SCOPE = 'profile';

/**
 * `/scim/v2/Me`, RFC 7644 section 3.11: the person whose access token it is. An access code belongs to a tenant, so there
 * is no user to be "me".
 */
@PersonOrScimAccess()
@ScimController('Me')
export class MeController {
  constructor(@Inject(TenantRequests) private readonly requests: TenantRequests) {}

  @Get()
  @ApiOperation({
    operationId: 'readMe',
    summary: 'Read who the person is, with groups',
    description:
      'With an access token that an application got when the person signed in, with the scope `profile`. An access code belongs to a tenant: 501.',
  })
  @ApiQuery({ name: 'attributes', required: false, schema: { type: 'string' } })
  @ApiQuery({ name: 'excludedAttributes', required: false, schema: { type: 'string' } })
  @ApiResponse({ status: 200, description: 'The user', content: scim('User', EXAMPLE) })
  @ApiScimError(401, 'The access token is missing or not valid any more')
  @ApiScimError(403, 'The access token is without the scope `profile`')
  async read(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { person } = stateOf(request);
    if (person === null) throw noPerson();
    if (!person.scopes.has(SCOPE)) throw ScimError.forbidden(`The access token needs the scope ${SCOPE}`);
    const resources = await this.requests.of(person, request);
    await sendResource(reply, await resources.of('User').read(person.userId, requestOptions(request)));
  }

  @Post()
  @ApiExcludeEndpoint()
  create(@Req() request: FastifyRequest): never {
    return refuse(request);
  }

  @Put()
  @ApiExcludeEndpoint()
  replace(@Req() request: FastifyRequest): never {
    return refuse(request);
  }

  @Patch()
  @ApiExcludeEndpoint()
  patch(@Req() request: FastifyRequest): never {
    return refuse(request);
  }

  @Delete()
  @ApiExcludeEndpoint()
  delete(@Req() request: FastifyRequest): never {
    return refuse(request);
  }

  @Options()
  @ApiExcludeEndpoint()
  options(@Req() request: FastifyRequest): never {
    return refuse(request);
  }

  @All('*')
  @ApiExcludeEndpoint()
  below(@Req() request: FastifyRequest): never {
    return refuse(request);
  }
}

function refuse(request: FastifyRequest): never {
  if (stateOf(request).person === null) throw noPerson();
  throw ScimError.forbidden('People are changed in Entra: here, they can only be read');
}

function noPerson(): ScimError {
  return ScimError.http(501, 'An access code belongs to a tenant and not to a person: use /Users/{id}');
}
