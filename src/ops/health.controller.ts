import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/access.decorators.js';
import { LOGGER, type Logger } from '../logger.js';
import { DATABASE, type Database, type WriteProblem } from '../persistence/database/database.js';
import { Health, type HealthChecks } from './health.dto.js';

const PATIENCE_MS = 2000;

/** What an orchestrator asks: whether to restart the process, and whether to send it requests. */
@ApiTags('Operations')
@Public()
@Controller('health')
export class HealthController {
  private migrated = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get('live')
  @ApiOperation({ operationId: 'readLiveness', summary: 'Whether the process runs' })
  @ApiOkResponse({ type: Health })
  live(): Health {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    operationId: 'readReadiness',
    summary:
      'Whether requests can be served: the database answers, its schema is up to date, and it takes writes',
  })
  @ApiOkResponse({ type: Health })
  @ApiServiceUnavailableResponse({ type: Health })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const database = await this.passes('database', () => this.database.ping().then(() => true));
    const migrations = database && (await this.passes('migrations', () => this.isMigrated()));
    const writes = await this.writes(database);
    const ready = database && migrations && writes === 'ok';
    void reply.code(ready ? 200 : 503);
    return {
      status: ready ? 'ok' : 'unavailable',
      checks: {
        database: database ? 'ok' : 'failed',
        migrations: migrations ? 'ok' : database ? 'failed' : 'unknown',
        writes,
        durability: database ? await this.durability() : 'unknown',
      },
    };
  }

  private async writes(database: boolean): Promise<'ok' | WriteProblem | 'unknown'> {
    let problem: WriteProblem | null = null;
    const answered =
      database &&
      (await this.passes('writes', async () => {
        problem = await this.database.writeProblem();
        if (problem !== null) this.logger.warn({ check: 'writes', problem }, 'Not ready');
        return true;
      }));
    return answered ? (problem ?? 'ok') : 'unknown';
  }

  /** No reason to send requests elsewhere: the operator may have decided so. */
  private async durability(): Promise<HealthChecks['durability']> {
    let isRelaxed = false;
    const answered = await this.passes('durability', async () => {
      isRelaxed = (await this.database.relaxations()).length > 0;
      return true;
    });
    return answered ? (isRelaxed ? 'relaxed' : 'ok') : 'unknown';
  }

  private async isMigrated(): Promise<boolean> {
    this.migrated ||= !(await this.database.hasPendingMigrations());
    return this.migrated;
  }

  private async passes(check: string, ask: () => Promise<boolean>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`No answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
    });
    try {
      return await Promise.race([ask(), tooLate]);
    } catch (error) {
      this.logger.warn({ err: error, check }, 'Not ready');
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
