/** The mail server, and who mails are from. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** Whether the connection begins with TLS; otherwise STARTTLS is used where the server has it. */
  readonly isTls: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | null;
  readonly from: string;
}

const FROM = /^(?:[^<>"\p{Cc},;:]+ <[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/u;

/**
 * @param read reads and parses a setting
 * @param problems receives a line for each setting that is missing beside `SMTP_URL`
 */
export function readSmtp(
  read: <T>(name: 'SMTP_URL' | 'SMTP_FROM', fallback: T, parse: (text: string) => T) => T,
  hasPublicUrl: boolean,
  problems: string[],
): SmtpSettings | null {
  const server = read<Omit<SmtpSettings, 'from'> | null>('SMTP_URL', null, parseSmtpUrl);
  const from = read<string | null>('SMTP_FROM', null, parseSmtpFrom);
  if (server === null) return null;
  const isReported = (name: string) => problems.some((problem) => problem.startsWith(name));
  if (from === null && !isReported('SMTP_FROM'))
    problems.push('SMTP_FROM: required with SMTP_URL, who mails are from');
  if (!hasPublicUrl && !isReported('PUBLIC_URL'))
    problems.push('PUBLIC_URL: required with SMTP_URL, the base of the links in mails');
  return from === null ? null : { ...server, from };
}

/** @throws Error that says what was expected, without the password */
function parseSmtpUrl(text: string): Omit<SmtpSettings, 'from'> {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isRight =
    url !== null &&
    /^smtps?:$/.test(url.protocol) &&
    url.hostname !== '' &&
    /^\/?$/.test(url.pathname) &&
    url.search === '' &&
    url.hash === '';
  if (!isRight)
    throw new Error('expected smtp://user:password@host:port, or smtps:// for TLS from the start');
  const isTls = url.protocol === 'smtps:';
  const user = decodeURIComponent(url.username);
  return {
    host: url.hostname.replace(/^\[(.+)\]$/, '$1'),
    port: url.port === '' ? (isTls ? 465 : 587) : Number(url.port),
    isTls,
    auth: user === '' ? null : { user, pass: decodeURIComponent(url.password) },
  };
}

function parseSmtpFrom(text: string): string {
  if (!FROM.test(text))
    throw new Error(`expected an address, such as InviteDesk <noreply@example.com>, got "${text}"`);
  return text;
}
