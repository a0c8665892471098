import { ValidateBy } from 'class-validator';

const MAX_LENGTH = 2000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const EXPECTED =
  'expected an https URL without user, password or fragment, or http of this machine such as http://127.0.0.1:8080/callback';

/** Whether a text is the URL of an application: over TLS, or on the machine of the browser while one develops. */
export function isApplicationUri(text: unknown): text is string {
  if (typeof text !== 'string' || text.length > MAX_LENGTH || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username !== '' || password !== '' || hash !== '' || text.includes('#')) return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}

/** Validates the URL of an application. */
export function IsApplicationUri(): PropertyDecorator {
  return ValidateBy({
    name: 'isApplicationUri',
    validator: { validate: (value: unknown) => isApplicationUri(value), defaultMessage: () => EXPECTED },
  });
}

/** Validates a list of such URLs. */
export function IsEachApplicationUri(): PropertyDecorator {
  return ValidateBy({
    name: 'isEachApplicationUri',
    validator: {
      validate: (values: unknown) => Array.isArray(values) && values.every(isApplicationUri),
      defaultMessage: () => EXPECTED,
    },
  });
}
