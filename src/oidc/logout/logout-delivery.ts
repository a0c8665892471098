import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { LOGGER, type Logger } from '../../logger.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { selected, type StoredColumns } from '../../persistence/database/entity-columns.js';
import { placeholders } from '../../persistence/database/in-list.js';
import { Application } from '../applications/application.entity.js';
import { SigningKeys } from '../keys/signing-keys.js';
import { ApplicationSignIn } from './application-sign-in.entity.js';
import { ApplicationSignIns } from './application-sign-ins.js';
import { logoutToken } from './logout-token.js';
import { requestOfApplication } from './outbound-request.js';

const LOOK_EVERY_MS = 1000;
/** Of one process at once. */
const AT_ONCE = 16;
/** A process that takes longer has ended meanwhile, and others take its place. */
const LEASE_MS = 60_000;
/** About nine hours. */
const MAX_ATTEMPTS = 20;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 3_600_000;
/** An application that does not answer is left alone for so long, for the sake of the others. */
const REST_MS = 2000;

const COLUMNS = ['id', 'tenantId', 'userId', 'applicationId', 'issuer', 'dueAt', 'attempts'] as const;
const SELECTED = selected(ApplicationSignIn, COLUMNS);
type DueRow = StoredColumns<ApplicationSignIn, (typeof COLUMNS)[number]>;

/**
 * Tells applications that the sign-in of a person has ended. What is due is in the database since the transaction that
 * ended it, and stays there until it is delivered: it survives crashes, and of several processes one delivers it.
 */
@Injectable()
export class LogoutDelivery implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private stopped = false;
  private readonly resting = new Map<string, number>();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly signingKeys: SigningKeys,
    private readonly signIns: ApplicationSignIns,
  ) {}

  /** A process looks for what is due once there can be something: a service without applications never does. */
  async onApplicationBootstrap(): Promise<void> {
    this.signIns.whenNoted(() => {
      if (this.timer === undefined) this.lookAgain();
    });
    const [signIn] = await this.database.rows('SELECT id FROM application_sign_ins LIMIT 1');
    if (signIn !== undefined) this.lookAgain();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running;
  }

  private lookAgain(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.deliverDue()
        .catch((error: unknown) => this.logger.warn({ err: error }, 'Applications were not told of logouts'))
        .finally(() => this.lookAgain());
    }, LOOK_EVERY_MS).unref();
  }

  private async deliverDue(): Promise<void> {
    let rows: DueRow[];
    do {
      rows = await this.due();
      await Promise.all(rows.map((row) => this.deliver(row)));
    } while (rows.length === AT_ONCE && !this.stopped);
  }

  private due(): Promise<DueRow[]> {
    const now = Date.now();
    for (const [application, until] of this.resting) if (until <= now) this.resting.delete(application);
    const resting = [...this.resting.keys()];
    const others = resting.length === 0 ? '' : `AND application_id NOT IN (${placeholders(resting.length)})`;
    return this.database.rows<DueRow>(
      `SELECT ${SELECTED} FROM application_sign_ins WHERE due_at <= ? ${others} ORDER BY due_at LIMIT ${AT_ONCE}`,
      [now, ...resting],
    );
  }

  private async deliver(row: DueRow): Promise<void> {
    const { id, tenantId, applicationId } = row;
    if (!(await this.claim(row))) return;
    const application = await this.database.entities((manager) =>
      manager.findOneBy(Application, { id: applicationId }),
    );
    const uri = application?.backchannelLogoutUri ?? null;
    if (uri === null) return this.remove(id);
    const attempt = Number(row.attempts) + 1;
    const detail = { application: applicationId, tenantId, attempt };
    const problem = await this.send(uri, row);
    if (problem === null) {
      this.logger.debug(detail, 'An application was told of a logout');
      return this.remove(id);
    }
    this.resting.set(applicationId, Date.now() + REST_MS);
    if (attempt >= MAX_ATTEMPTS) {
      this.logger.error(
        { ...detail, problem },
        'An application was not told of a logout, and will not be any more',
      );
      return this.remove(id);
    }
    this.logger.warn({ ...detail, problem }, 'An application was not told of a logout yet');
    await this.database.transaction((tx) =>
      tx.run('UPDATE application_sign_ins SET due_at = ? WHERE id = ?', [
        Date.now() + pauseAfter(attempt),
        id,
      ]),
    );
  }

  /** @returns why it was not delivered; null when it was */
  private async send(uri: string, row: DueRow): Promise<string | null> {
    try {
      const { current } = await this.signingKeys.current();
      const body = new URLSearchParams({ logout_token: await logoutToken(row, current) }).toString();
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(body.length),
      };
      const { status } = await requestOfApplication(uri, { method: 'POST', headers, body });
      return status === 200 || status === 204 ? null : `answered with ${status}`;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Of several processes, one delivers it; while it does, the others see it due later. */
  private async claim({ id, dueAt }: DueRow): Promise<boolean> {
    const claimed = await this.database.transaction((tx) =>
      tx.run(
        'UPDATE application_sign_ins SET due_at = ?, attempts = attempts + 1 WHERE id = ? AND due_at = ?',
        [Date.now() + LEASE_MS, id, dueAt],
      ),
    );
    return claimed > 0;
  }

  private async remove(id: string): Promise<void> {
    await this.database.transaction((tx) => tx.run('DELETE FROM application_sign_ins WHERE id = ?', [id]));
  }
}

function pauseAfter(attempts: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1));
}
