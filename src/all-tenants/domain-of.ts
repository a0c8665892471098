import { foldCase } from '../scim/compare.js';

const DOMAIN = /^[^\s@.]+(?:\.[^\s@.]+)+$/;
const LONGEST = 253;

/**
 * The domain that a text is, or that it ends with as an address, in the form of a comparison key.
 * @returns `null` for any other text
 */
export function domainOf(text: string): string | null {
  const domain = foldCase(text.slice(text.lastIndexOf('@') + 1)).replace(/\.$/, '');
  return domain.length <= LONGEST && DOMAIN.test(domain) ? domain : null;
}
