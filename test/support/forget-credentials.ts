import { CredentialVerifier } from '../../src/tenants/credentials/credential-verifier.js';
import type { TestService } from './service.js';

/**
 * Lets a process look at credentials, settings and schemas again, which it does by itself after 3 seconds:
 * `sign-in/processes.spec.ts` waits for that.
 */
export function forgetCredentials(service: TestService): void {
  service.app.get(CredentialVerifier, { strict: false }).forget();
}
