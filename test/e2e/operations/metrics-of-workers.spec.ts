import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDatabase, onEveryDatabase, type TestDatabase } from '../../support/databases.js';
import { inParallel } from '../../support/parallel.js';
import { ADMIN_TOKEN } from '../../support/service.js';
import { buildService, ServiceProcess, type Build } from '../../support/service-process.js';
import { until } from '../../support/until.js';

onEveryDatabase('/metrics of several workers', (name) => {
  let build: Build;
  let database: TestDatabase;
  let service: ServiceProcess;

  beforeAll(async () => {
    build = await buildService();
    database = await createDatabase(name);
    service = await ServiceProcess.start(build, database.url, { WORKERS: '2' });
  }, 180_000);
  afterAll(async () => {
    await service.end('SIGTERM');
    await database.drop();
    await build.remove();
  });

  it('are of all of them together, whichever is asked', async () => {
    const series =
      'invitedesk_http_request_duration_seconds_count{method="GET",route="/admin/v1/tenants",status="200"} ';
    const count = async (): Promise<number> => {
      const response = await fetch(`${service.url}/metrics`, {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, connection: 'close' },
      });
      expect(response.status).toBe(200);
      const line = (await response.text()).split('\n').find((each) => each.startsWith(series));
      return Number(line?.slice(series.length) ?? 0);
    };
    await until('both take connections', () => service.listening === 2);
    // Each connection goes to another worker.
    await inParallel(20, () =>
      fetch(`${service.url}/admin/v1/tenants`, {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, connection: 'close' },
      }).then((response) => response.text()),
    );
    expect([await count(), await count(), await count(), await count()]).toEqual([20, 20, 20, 20]);
  });
});
