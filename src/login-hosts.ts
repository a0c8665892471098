/** Of the worldwide cloud, of that for US government and of that in China. */
export const ENTRA_LOGIN_ORIGINS: readonly string[] = [
  'https://login.microsoftonline.com',
  'https://login.microsoftonline.us',
  'https://login.partner.microsoftonline.cn',
];

/** Keys that decide who is let in come over TLS, but for a key server on this machine. */
export function parseLoginHosts(text: string): readonly string[] {
  return text.split(',').map((part) => {
    const host = part.trim();
    const url = URL.canParse(host) && host.includes('://') ? new URL(host) : null;
    if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i.test(host) && URL.canParse(`https://${host}`))
      return new URL(`https://${host}`).origin;
    if (url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname))
      return url.origin;
    throw new Error(
      `expected host names separated by commas, such as login.microsoftonline.com, got "${text}"`,
    );
  });
}
