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

/** @throws Error that says what was expected, without the password */
export function parseSmtpUrl(text: string): Omit<SmtpSettings, 'from'> {
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

export function parseSmtpFrom(text: string): string {
  if (!FROM.test(text))
    throw new Error(`expected an address, such as InviteDesk <noreply@example.com>, got "${text}"`);
  return text;
}
