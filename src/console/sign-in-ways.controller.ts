import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Config } from '../config.js';
import { Public } from '../http/access.decorators.js';
import { CONFIG } from '../http/injected-config.js';
import { SignInWays } from './session.dto.js';

/** What the sign-in page offers. */
@ApiTags('Console')
@Public()
@Controller('console/session/ways')
export class SignInWaysController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  @ApiOperation({ operationId: 'readSignInWays', summary: 'Which ways to sign in there are' })
  @ApiOkResponse({ type: SignInWays })
  read(): SignInWays {
    return { microsoft: this.config.sso !== null };
  }
}
