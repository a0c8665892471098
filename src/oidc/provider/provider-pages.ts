import { Html, html, pageText } from '../../http/page.js';

/** A sign-in that cannot go on, nor back to the application. */
export function errorPage(error: string, description: string | undefined, requestId: string): string {
  const what = description === undefined ? error : `${error}: ${description}`;
  return pageText(
    'You cannot be signed in to this application',
    html`<p>
        Go back to the application and try again. If that does not help, tell the support of InviteDesk the
        request id.
      </p>
      <p>
        <small>${what}<br />Request id: ${requestId}</small>
      </p>`,
  );
}

/**
 * Asks whether to sign out.
 * @param form HTML of the provider's form, to which the button belongs
 */
export function logoutPage(form: string): string {
  return pageText(
    'Sign out of InviteDesk?',
    html`<p>You are signed out of all applications of InviteDesk in this browser.</p>
      ${new Html(form)}
      <p>
        <button autofocus type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>
      </p>`,
  );
}

export function signedOutPage(): string {
  return pageText('You are signed out', html`<p>You can close this window.</p>`);
}
