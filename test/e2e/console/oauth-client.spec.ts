import { describe, expect, it } from '@jest/globals';
import { ConsoleVisit } from '../../support/console-visit.js';

/** An OAuth client that was made in the console. */
interface Client {
  readonly secret: string;
  /** Asks the token endpoint for a token. */
  readonly tokenWith: (secret: string) => Promise<Response>;
}

describe('OAuth clients in the console', () => {
  const visit = ConsoleVisit.forEachTest();

  async function addClient(): Promise<Client> {
    const { operator, page } = visit;
    await visit.openTab('OAuth2 client credentials grant');
    await operator.press('Add a client');
    await page.getByLabel('Description').fill('Entra, production');
    await visit.confirm('Add');
    await page.getByText('Copy the Client Secret now').waitFor();
    await operator.picture('settings-oauth');
    expect(await visit.fields()).toEqual([
      'Tenant URL',
      'Token Endpoint',
      'Client Identifier',
      'Client Secret',
      'Scopes',
    ]);
    await operator.press('Copy Client Identifier');
    const clientId = await operator.clipboard();
    await operator.press('Copy Token Endpoint');
    const endpoint = await operator.clipboard();
    const secret = await visit.takeSecret('Client Secret');
    const tokenWith = (clientSecret: string) =>
      fetch(endpoint, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
        }),
      });
    return { secret, tokenWith };
  }

  it('makes a client that gets tokens', async () => {
    const { secret, tokenWith } = await addClient();
    const { access_token: token } = (await (await tokenWith(secret)).json()) as { access_token: string };
    visit.remember(token);
    expect(await visit.statusOf(token)).toBe(200);
  });

  it('rotates a secret, and revokes the old one together with its tokens', async () => {
    const { page } = visit;
    const { secret, tokenWith } = await addClient();
    const { access_token: token } = (await (await tokenWith(secret)).json()) as { access_token: string };
    visit.remember(token);
    await page.getByRole('button', { name: `Rotate ${secret.slice(0, 12)}` }).click();
    await page.getByLabel('The old one works for').selectOption('1 hour');
    await visit.confirm('Rotate');
    const next = await visit.takeSecret('Client Secret');
    expect([(await tokenWith(secret)).status, (await tokenWith(next)).status]).toEqual([200, 200]);

    await page.getByRole('button', { name: `Revoke ${secret.slice(0, 12)}` }).click();
    await visit.confirm('Revoke');
    const row = page.getByRole('row').filter({ hasText: secret.slice(0, 12) });
    await row.getByText('Revoked').waitFor();
    await visit.becomes(token, 401);
    expect([(await tokenWith(secret)).status, (await tokenWith(next)).status]).toEqual([401, 200]);
  });

  it('deletes a client', async () => {
    const { operator } = visit;
    const { secret, tokenWith } = await addClient();
    expect((await tokenWith(secret)).status).toBe(200);
    await operator.press('Delete client');
    await visit.confirm('Delete');
    await operator.sees('No client yet');
    expect((await tokenWith(secret)).status).toBe(401);
  });
});
