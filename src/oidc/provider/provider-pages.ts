import { htmlText } from '../../http/html-text.js';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem;color:#1a1a1a;background:#fff}' +
  'button{font:inherit;padding:.5rem 1rem;border:1px solid #1a1a1a;border-radius:.4rem;background:#1a1a1a;color:#fff;cursor:pointer}' +
  'small{color:#595959}@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}small{color:#b0b0b0}' +
  'button{background:#eee;color:#161616}}';

/** A page of the OpenID Provider. `body` is HTML. */
function page(title: string, body: string): string {
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${title}</title><style>${STYLE}</style><main><h1>${title}</h1>${body}</main></html>`
  );
}

/** A sign-in that cannot go on, nor back to the application. */
export function errorPage(error: string, description: string | undefined, requestId: string): string {
  const what = [error, description]
    .filter((text) => text !== undefined)
    .map(htmlText)
    .join(': ');
  return page(
    'You cannot be signed in to this application',
    `<p>Go back to the application and try again. If that does not help, tell the support of InviteDesk the request id.</p>` +
      `<p><small>${what}<br>Request id: ${htmlText(requestId)}</small></p>`,
  );
}

/** Asks whether to sign out. `form` is the form of the provider, to which the button belongs. */
export function logoutPage(form: string): string {
  return page(
    'Sign out of InviteDesk?',
    `<p>You are signed out of all applications of InviteDesk in this browser.</p>${form}` +
      `<p><button autofocus type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button></p>`,
  );
}

export function signedOutPage(): string {
  return page('You are signed out', '<p>You can close this window.</p>');
}
