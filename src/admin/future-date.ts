import { invalid } from './admin-validation.js';

/**
 * Reads a time that has to lie ahead; null when none was given.
 * @param field what a refusal names
 * @throws BadRequestException for a time that is past
 */
export function futureDate(text: string | null | undefined, field = 'expiresAt'): Date | null {
  if (text == null) return null;
  const date = new Date(text);
  if (!(date.getTime() > Date.now())) throw invalid([{ field, message: 'expected a time in the future' }]);
  return date;
}
