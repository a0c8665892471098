import { createTransport } from 'nodemailer';
import type { SmtpSettings } from '../config.js';
import type { SendOutcome } from './notice-claims.js';
import type { NoticeText } from './notice-text.js';

const WITHIN_MS = 5000;
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/;

export interface Mail extends NoticeText {
  readonly to: string;
  /** Unsubscribes by POST, without a question (RFC 8058). */
  readonly unsubscribeUrl: string;
}

export interface Sent {
  readonly outcome: SendOutcome;
  /** Whether the server cannot be reached or lets nobody in: further mails would fail, too. */
  readonly isAway: boolean;
  readonly error: unknown;
}

interface SmtpError extends Error {
  readonly command?: string;
  readonly responseCode?: number;
}

/** A connection to the mail server, for some mails. */
export class MailServer {
  private readonly transport;

  constructor({ host, port, isTls, auth, from }: SmtpSettings) {
    this.transport = createTransport(
      {
        host,
        port,
        secure: isTls,
        // A password is not sent in the clear.
        requireTLS: !isTls && auth !== null && !LOOPBACK.test(host),
        ...(auth === null ? {} : { auth }),
        pool: true,
        maxConnections: 1,
        connectionTimeout: WITHIN_MS,
        greetingTimeout: WITHIN_MS,
        socketTimeout: WITHIN_MS,
        dnsTimeout: WITHIN_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      },
      { from },
    );
  }

  async send({ to, subject, text, html, unsubscribeUrl }: Mail): Promise<Sent> {
    try {
      await this.transport.sendMail({
        // As an object: a text would be read as a list of addresses.
        to: { name: '', address: to },
        subject,
        text,
        html,
        headers: {
          'List-Unsubscribe': `<${unsubscribeUrl}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          'Auto-Submitted': 'auto-generated',
        },
      });
      return { outcome: 'sent', isAway: false, error: null };
    } catch (error) {
      return { ...judge(error as SmtpError), error };
    }
  }

  close(): void {
    this.transport.close();
  }
}

/** A mail whose content the server may have taken is not repeated. */
function judge({ command, responseCode = 0 }: SmtpError): Omit<Sent, 'error'> {
  const isAboutMail = command === 'RCPT TO' || command === 'DATA' || command === 'MAIL FROM';
  if (responseCode >= 500 && isAboutMail) return { outcome: 'given-up', isAway: false };
  if (responseCode > 0 && isAboutMail) return { outcome: 'failed', isAway: false };
  return { outcome: command === 'DATA' ? 'given-up' : 'failed', isAway: true };
}
