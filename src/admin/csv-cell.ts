/** White space, control characters and zero-width characters, which spreadsheets may skip. */
const INVISIBLE = String.raw`\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}`;
/** Characters that begin a formula, including full-width and small variants that some programs treat alike. */
const FORMULA = '[=+\\-@\u2212\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}\u{fe66}\u{fe62}\u{fe63}\u{fe6b}]';
/**
 * Characters that end a cell or a line for a program that separates by semicolons: it ignores the quotes around the
 * cell.
 */
const SEPARATORS = String.raw`;\n-\r\x85\u2028\u2029`;

const AT_START = new RegExp(`^(?:[\\t\\r\\n]|[${INVISIBLE}${SEPARATORS}]*${FORMULA})`, 'u');
const BEHIND_SEPARATOR = new RegExp(`([${SEPARATORS}])(?=[${INVISIBLE}]*${FORMULA})`, 'gu');

/**
 * Escapes a text for a cell of a CSV file: an apostrophe precedes everything that a spreadsheet may take for a formula,
 * at the beginning of the text and after each semicolon or line break.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvCell(text: string): string {
  const inside = text.replaceAll(BEHIND_SEPARATOR, "$1'");
  return AT_START.test(text) ? `'${inside}` : inside;
}
