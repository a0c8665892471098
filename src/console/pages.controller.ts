import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../http/access.decorators.js';
import { CONSOLE_POLICY } from '../http/security-headers.js';
import { ConsoleFiles, type ConsoleFile } from './console-files.js';

const PAGE = 'index.html';
const ASSETS = 'assets/';
const YEAR = 'public, max-age=31536000, immutable';

/** Serves the console: files by path, and its single page for every other path below `/console`. */
@ApiExcludeController()
@Public()
@Controller('console')
export class PagesController {
  constructor(private readonly files: ConsoleFiles) {}

  @Get()
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const page = this.files.get(PAGE);
    if (page === undefined) throw new NotFoundException('The console is not built: npm run build makes it');
    await send(page, 'no-store', request, reply);
  }

  @Get('*')
  async file(
    @Param('*') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = this.files.get(name);
    if (file !== undefined && name !== PAGE)
      return send(file, name.startsWith(ASSETS) ? YEAR : 'no-cache', request, reply);
    if (name.startsWith(ASSETS)) throw new NotFoundException('The console has no such file');
    return this.page(request, reply);
  }
}

async function send(
  file: ConsoleFile,
  cacheControl: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const isZipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  void reply.headers({
    'content-type': file.mediaType,
    'cache-control': cacheControl,
    'content-security-policy': CONSOLE_POLICY,
    vary: 'accept-encoding',
    ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
  });
  await reply.send(isZipped ? await file.gzipped() : file.body);
}
