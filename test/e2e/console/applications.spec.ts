import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ConsoleVisit } from '../../support/console-visit.js';

describe('applications in the console', () => {
  const visit = ConsoleVisit.forEachTest();

  it('are added with a secret that is shown once, changed, and deleted', async () => {
    const { operator, page, service } = visit;
    await page.getByRole('link', { name: 'Applications', exact: true }).click();
    await page.getByText('No application yet').waitFor();
    await operator.press('Add an application');
    await page.getByLabel('Name').fill('Check-in');
    await page.getByLabel('Redirect URIs', { exact: true }).fill('http://checkin.example/callback');
    await visit.confirm('Add');
    await page.getByText('expected an https URL').waitFor();
    await page.getByLabel('Redirect URIs', { exact: true }).fill('https://checkin.example/callback');
    await page.getByLabel('Back-channel logout URI').fill('https://checkin.example/logout');
    await visit.confirm('Add');
    await page.getByText('Copy the Client secret now').waitFor();
    await operator.picture('applications');
    const secret = await visit.takeSecret('Client secret');
    const read = async () => (await service.admin('GET', '/applications')).body.items;
    expect(await read()).toMatchObject([
      {
        name: 'Check-in',
        redirectUris: ['https://checkin.example/callback'],
        backchannelLogoutUri: 'https://checkin.example/logout',
        secrets: [{ hint: secret.slice(0, 12) }],
      },
    ]);

    await operator.press('Change');
    await page.getByLabel('Back-channel logout URI').fill('');
    await visit.confirm('Save');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await read())[0]).toMatchObject({ name: 'Check-in', backchannelLogoutUri: null });

    await operator.press(`Revoke ${secret.slice(0, 12)}`);
    await visit.confirm('Revoke');
    await page.getByText('Revoked').waitFor();
    await operator.press('One more secret');
    await visit.takeSecret('Client secret');

    await operator.press('Delete');
    await visit.confirm('Delete');
    await page.getByText('No application yet').waitFor();
    expect(await read()).toEqual([]);
  });

  it('are added with a key of their own, pasted or fetched', async () => {
    const { operator, page, service } = visit;
    await page.getByRole('link', { name: 'Applications', exact: true }).click();
    await operator.press('Add an application');
    await page.getByLabel('Name').fill('Badges');
    await page.getByLabel('Redirect URIs', { exact: true }).fill('https://badges.example/callback');
    await page.getByLabel('How it proves its identity').selectOption('keys');
    await page.getByLabel('Public keys', { exact: true }).fill('x');
    await visit.confirm('Add');
    await page.getByText('Expected public keys as PEM').waitFor();
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    // The service refuses what must not leave the application.
    await page
      .getByLabel('Public keys', { exact: true })
      .fill(JSON.stringify(privateKey.export({ format: 'jwk' })));
    await visit.confirm('Add');
    await page.getByText('without private members').waitFor();
    const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
    const { publicKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await page
      .getByLabel('Public keys', { exact: true })
      .fill(pem + (rsa.export({ type: 'spki', format: 'pem' }) as string));
    await operator.picture('application-keys');
    await visit.confirm('Add');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const read = async () => (await service.admin('GET', '/applications')).body.items[0];
    expect(await read()).toMatchObject({
      authentication: 'private_key_jwt',
      jwks: [publicKey.export({ format: 'jwk' }), rsa.export({ format: 'jwk' })],
      jwksUri: null,
      secrets: [],
    });
    await page.getByText('Keys of its own').waitFor();

    await operator.press('Change');
    await page.getByLabel('How it proves its identity').selectOption('address');
    await page.getByLabel('Address of its public keys').fill('http://badges.example/jwks.json');
    await visit.confirm('Save');
    await page.getByText('expected an https URL').waitFor();
    await page.getByLabel('Address of its public keys').fill('https://badges.example/jwks.json');
    await visit.confirm('Save');
    await page.getByText('https://badges.example/jwks.json', { exact: true }).waitFor();
    expect(await read()).toMatchObject({ jwks: null, jwksUri: 'https://badges.example/jwks.json' });
  });
});
