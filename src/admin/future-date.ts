import { invalid } from './admin-validation.js';

/**
 * Parses a time that must lie in the future; null when none was given.
 * @param field the name of the member, for the error
 * @throws BadRequestException for a time in the past
 */
export function futureDate(text: string | null | undefined, field = 'expiresAt'): Date | null {
  if (text == null) return null;
  const date = new Date(text);
  if (!(date.getTime() > Date.now())) throw invalid([{ field, message: 'expected a time in the future' }]);
  return date;
}
