/** Blanks, controls and characters of no width, which spreadsheets may pass over. */
const INVISIBLE = String.raw`\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}`;
/** What a formula begins with, also in the full and small width that some take for the same. */
const FORMULA = '[=+\\-@\u2212\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}\u{fe66}\u{fe62}\u{fe63}\u{fe6b}]';
/** What ends a cell or a line for a reader that goes by semicolons: the quotes around the cell mean nothing there. */
const SEPARATORS = String.raw`;\n-\r\x85\u2028\u2029`;

const AT_START = new RegExp(`^(?:[\\t\\r\\n]|[${INVISIBLE}${SEPARATORS}]*${FORMULA})`, 'u');
const BEHIND_SEPARATOR = new RegExp(`([${SEPARATORS}])(?=[${INVISIBLE}]*${FORMULA})`, 'gu');

/**
 * A text for a cell of a CSV file, with an apostrophe before whatever a spreadsheet may take for a formula: at its
 * beginning, and where it would begin for a reader that goes by semicolons.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvCell(text: string): string {
  const inside = text.replaceAll(BEHIND_SEPARATOR, "$1'");
  return AT_START.test(text) ? `'${inside}` : inside;
}
