import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Config } from '../config.js';
import { Public } from '../http/access.decorators.js';
import { CONFIG } from '../http/injected-config.js';

/** Leads whoever opens the bare address to the console. */
@ApiExcludeController()
@Public()
@Controller()
export class RootController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  async toConsole(@Res() reply: FastifyReply): Promise<void> {
    await reply.redirect(`${this.config.publicUrl ?? ''}/console`, 302);
  }
}
