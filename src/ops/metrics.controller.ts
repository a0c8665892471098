import cluster from 'node:cluster';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { MetricsAccess } from '../http/access.decorators.js';
import { METRICS, type Metrics } from '../metrics/metrics.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { ScimError } from '../scim/errors.js';
import { askMetricsOfAll, offerMetrics } from '../workers/metrics-of-all.js';

const EXAMPLE = '# TYPE http_requests_total counter\nhttp_requests_total{method="GET",status="200"} 12\n';

/** What Prometheus reads. */
@ApiTags('Operations')
@MetricsAccess()
@Controller('metrics')
export class MetricsController {
  constructor(
    @Inject(METRICS) private readonly metrics: Metrics,
    @Inject(DATABASE) database: Database,
  ) {
    metrics.watchPools(() => database.pools());
    if (cluster.isWorker) offerMetrics(metrics.registries);
  }

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({
    operationId: 'readMetrics',
    summary: 'Metrics for Prometheus',
    description: 'Bearer METRICS_TOKEN or ADMIN_TOKEN. With several workers: of all of them together.',
  })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' }, example: EXAMPLE } } })
  @ApiUnauthorizedResponse({ description: 'The token is missing or not valid.' })
  async read(): Promise<string> {
    if (!cluster.isWorker) return this.metrics.text();
    return askMetricsOfAll().catch((error: unknown) => {
      throw ScimError.http(503, (error as Error).message);
    });
  }
}
