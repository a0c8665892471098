import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { CONFIG } from '../http/injected-config.js';
import { LOGGER, type Logger } from '../logger.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { PeriodicWork } from '../persistence/database/periodic-work.js';
import { takeTurn } from '../persistence/database/take-turn.js';
import { MailServer, type Sent } from './mail-server.js';
import { NoticeClaims, type Notice } from './notice-claims.js';
import { dueReasons } from './notice-reasons.js';
import { noticeText } from './notice-text.js';
import { Situations, type Recipient, type TenantSituation } from './situations.js';
import { UNSUBSCRIBE_PATH } from './unsubscribe.controller.js';
import { UnsubscribeTokens } from './unsubscribe-tokens.js';

const TURN = 'contact-notices';
const EVERY_MS = 120_000;
/** Most mails of one round: further ones are sent in the next. */
const MAILS_A_ROUND = 500;

/** Sends mails to contacts, in the background. Without `SMTP_URL` nothing is looked for or sent. */
@Injectable()
export class NoticeRounds extends PeriodicWork {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly situations: Situations,
    private readonly claims: NoticeClaims,
    private readonly tokens: UnsubscribeTokens,
  ) {
    super({ firstMs: EVERY_MS, everyMs: EVERY_MS });
  }

  override onApplicationBootstrap(): void {
    if (this.config.smtp !== null) super.onApplicationBootstrap();
  }

  /**
   * Sends what is due.
   * @returns the number of mails that were sent
   */
  async round(now = Date.now()): Promise<number> {
    const { smtp } = this.config;
    if (smtp === null) return 0;
    const server = new MailServer(smtp);
    let sent = 0;
    let tried = 0;
    try {
      for await (const situation of this.situations.all(now)) {
        for (const recipient of situation.recipients) {
          for (const reason of dueReasons(situation, recipient.lastDay, now)) {
            if (this.stopped || tried >= MAILS_A_ROUND) return sent;
            const { tenantId } = situation;
            const notice: Notice = { tenantId, addressKey: recipient.addressKey, reason, at: now };
            if (!(await this.claims.claim(notice))) continue;
            tried++;
            const { outcome, isAway, error } = await this.send(server, notice, situation, recipient);
            await this.claims.settle(notice, outcome);
            if (outcome === 'sent') sent++;
            else this.logger.warn({ err: error, tenant: tenantId, reason, outcome }, 'A mail was not sent');
            if (isAway) return sent;
          }
        }
      }
    } finally {
      server.close();
    }
    return sent;
  }

  private async send(
    server: MailServer,
    { reason, tenantId }: Notice,
    situation: TenantSituation,
    { address, contactId }: Recipient,
  ): Promise<Sent> {
    const base = this.config.publicUrl ?? '';
    const unsubscribeUrl = `${base}${UNSUBSCRIBE_PATH}/${await this.tokens.sign(contactId)}`;
    const page = reason === 'failing' ? '/status' : '';
    const content = noticeText(
      reason,
      situation,
      `${base}/console/tenants/${tenantId}${page}`,
      unsubscribeUrl,
    );
    return server.send({ ...content, to: address, unsubscribeUrl });
  }

  /** Of several processes, one looks for mails at a time: to save work, since claims keep mails from being sent twice. */
  protected override async work(): Promise<void> {
    if (await takeTurn(this.database, TURN, EVERY_MS, Date.now())) await this.round();
  }

  protected override failed(error: unknown): void {
    this.logger.warn({ err: error }, 'Mails to contacts were not looked for');
  }
}
