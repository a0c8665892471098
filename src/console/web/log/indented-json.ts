const INDENT = '  ';
const OPENING = '{[';
const CLOSING = '}]';

/** JSON with a line for each value. Also for a beginning of JSON, which no parser takes. */
export function indentedJson(json: string): string {
  let depth = 0;
  let out = '';
  const newLine = (): string => `\n${INDENT.repeat(depth)}`;
  for (let place = 0; place < json.length; place++) {
    const character = json.charAt(place);
    if (character === '"') {
      const end = endOfString(json, place);
      out += json.slice(place, end);
      place = end - 1;
    } else if (OPENING.includes(character)) {
      const isEmpty = CLOSING.includes(json.charAt(place + 1) || '-');
      if (isEmpty) out += character + json.charAt(++place);
      else {
        depth++;
        out += character + newLine();
      }
    } else if (CLOSING.includes(character)) {
      depth--;
      out += newLine() + character;
    } else if (character === ',') out += character + newLine();
    else out += character === ':' ? ': ' : character;
  }
  return out;
}

/** @returns the place behind the closing quote, or the end of a string that is cut */
function endOfString(json: string, start: number): number {
  for (let place = start + 1; place < json.length; place++) {
    if (json.charAt(place) === '\\') place++;
    else if (json.charAt(place) === '"') return place + 1;
  }
  return json.length;
}
