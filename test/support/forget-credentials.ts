import { CredentialVerifier } from '../../src/tenants/credentials/credential-verifier.js';
import type { TestService } from './service.js';

/**
 * Clears a process's cache of credentials, settings and schemas, which otherwise expires after 3 seconds;
 * `sign-in/processes.spec.ts` waits for that.
 */
export function forgetCredentials(service: TestService): void {
  service.app.get(CredentialVerifier, { strict: false }).forget();
}
