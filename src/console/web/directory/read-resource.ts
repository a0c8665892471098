/* Turns a SCIM resource into readable lines. */

type Json = unknown;
type Members = Readonly<Record<string, Json>>;

/** A label with its lines. */
export interface Fact {
  readonly label: string;
  readonly lines: readonly string[];
}

const FIRST = ['displayName', 'userName', 'title', 'emails', 'phoneNumbers'];
/** Shown elsewhere on the page, or only of technical use. */
const ELSEWHERE = new Set(['schemas', 'id', 'meta', 'groups', 'active', 'externalId', 'members']);
const MARKS = new Set(['type', 'primary', 'display', '$ref', 'value']);

/** All attributes of a resource, most important first, followed by those of extensions. */
export function factsOf(resource: Members): Fact[] {
  const core = Object.keys(resource).filter((name) => !ELSEWHERE.has(name) && !name.startsWith('urn:'));
  const names = [
    ...FIRST.filter((name) => core.includes(name)),
    ...core.filter((name) => !FIRST.includes(name)),
  ];
  const extensions = Object.entries(resource).filter(([name]) => name.startsWith('urn:'));
  return [
    ...names.map((name) => fact(name, resource[name])),
    ...extensions.flatMap(([, members]) =>
      isMembers(members) ? Object.entries(members).map(([name, value]) => fact(name, value)) : [],
    ),
  ];
}

function fact(name: string, value: Json): Fact {
  const values = Array.isArray(value) ? (value as Json[]) : [value];
  return { label: wordsOf(name), lines: values.map(lineOf) };
}

/** Turns `preferredLanguage` into `Preferred language`. */
export function wordsOf(name: string): string {
  const words = name.replace(/[A-Z][a-z]/g, (start) => ` ${start.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function lineOf(value: Json): string {
  if (!isMembers(value)) return textOf(value);
  const { value: main, display, type, primary, formatted } = value;
  const others = Object.entries(value).filter(([name]) => !MARKS.has(name) && name !== 'formatted');
  const text =
    main !== undefined
      ? textOf(display ?? main)
      : typeof formatted === 'string'
        ? formatted
        : others.map(([, each]) => textOf(each)).join(', ');
  const marks = [type, primary === true ? 'primary' : null].filter((mark) => typeof mark === 'string');
  return marks.length === 0 ? text : `${text} (${marks.join(', ')})`;
}

function textOf(value: Json): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isMembers(value: Json): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
