import { HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerForError } from '../http/answer-for-error.js';
import { MaxBodyBytes } from '../http/body.guard.js';
import { stateOf } from '../http/request-state.js';
import { RefusedRequests } from '../provisioning-log/refused-requests.js';
import { ScimCalls } from '../scim-api/scim-call.js';
import { sendScim } from '../scim-api/scim-answer.js';
import { ScimController } from '../scim-api/scim-controller.decorator.js';
import { LOGGER, type Logger } from '../logger.js';
import { MAX_BULK_BYTES } from '../scim/bulk.js';
import { ApiScimError, scim } from '../scim-api/describe-operation.decorator.js';
import { bulkAnswerExample, bulkExamples } from './bulk-examples.js';

/** `/scim/v2/Bulk`, RFC 7644 section 3.7. */
@ScimController('Bulk')
export class BulkController {
  constructor(
    private readonly calls: ScimCalls,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly refused: RefusedRequests,
  ) {}

  @Post()
  @HttpCode(200)
  @MaxBodyBytes(MAX_BULK_BYTES)
  @ApiOperation({ summary: 'Carry out many operations, each by itself', operationId: 'runBulk' })
  @ApiBody({ required: true, schema: { $ref: getSchemaPath('BulkRequest') }, examples: bulkExamples })
  @ApiResponse({
    status: 200,
    description: 'What became of each operation',
    content: scim('BulkResponse', bulkAnswerExample),
  })
  @ApiScimError(400)
  @ApiScimError(401)
  @ApiScimError(403)
  @ApiScimError(413, 'More than 1,000 operations or 4 MiB')
  @ApiScimError(415)
  async run(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { access, resources, body } = await this.calls.of(request);
    const answer = await resources.bulk(body, (thrown, write) => {
      const { error } = answerForError(thrown, request.id);
      if (error.limited !== undefined) stateOf(request).limit = error.limited.limit;
      if (error.status === 500) this.logger.error({ requestId: request.id, err: thrown }, 'Request failed');
      this.refused.noteWrite(request, access, write, error);
      return error.body();
    });
    sendScim(reply, 200, answer);
  }
}
