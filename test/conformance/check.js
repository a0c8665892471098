import { isDeepStrictEqual } from 'node:util';

const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const SCIM_MEDIA_TYPE = /^application\/scim\+json\s*(?:;|$)/i;
const TYPE_FILTER = /^(\w+)\[(\w+) eq "?([^"\]]+)"?\](?:\.(\S+))?$/;

/** What a server answered is not what it had to answer. */
export class Mismatch extends Error {
  constructor(what, expected, got) {
    super(`${what}: expected ${show(expected)}, got ${show(got)}`);
    this.name = 'Mismatch';
  }
}

export function expectEqual(what, got, expected) {
  if (!isDeepStrictEqual(got, expected)) throw new Mismatch(what, expected, got);
}

/**
 * The status is one of these, and a body, where there is one, is SCIM: Entra takes no other media type.
 * @returns the answer
 */
export function expectStatus(answer, ...allowed) {
  const what = `${answer.method} ${answer.path}`;
  if (!allowed.includes(answer.status)) {
    throw new Mismatch(
      what,
      `status ${allowed.join(' or ')}`,
      `${answer.status} ${answer.text.slice(0, 300)}`,
    );
  }
  if (answer.text !== '') {
    const type = answer.headers.get('content-type') ?? '';
    if (!SCIM_MEDIA_TYPE.test(type))
      throw new Mismatch(`${what}, Content-Type`, 'application/scim+json', type);
    if (answer.body === undefined) throw new Mismatch(`${what}, body`, 'JSON', answer.text.slice(0, 300));
  }
  return answer;
}

/** A new resource: 201 and an id. The Logic App suite takes 200 as well. */
export function expectCreated(answer, ...allowed) {
  const { body } = expectStatus(answer, ...(allowed.length === 0 ? [201] : allowed));
  if (typeof body?.id !== 'string' || body.id === '')
    throw new Mismatch('id of the new resource', 'a string', body?.id);
  return body;
}

/** An error body, RFC 7644 section 3.12. */
export function expectError(answer, status) {
  const { body } = expectStatus(answer, status);
  expectEqual(`${answer.method} ${answer.path}, "status" of the error`, body?.status, String(status));
}

/**
 * A list as Microsoft's validator checks it: 200, `schemas` with the right URN, `totalResults`, `Resources` when
 * there are any.
 * @returns the resources
 */
export function expectList(answer, totalResults) {
  const { body } = expectStatus(answer, 200);
  const what = `${answer.method} ${answer.path}`;
  expectEqual(`${what}, schemas`, body?.schemas, [LIST_RESPONSE]);
  if (!Number.isInteger(body.totalResults))
    throw new Mismatch(`${what}, totalResults`, 'a number', body.totalResults);
  if (totalResults !== undefined) expectEqual(`${what}, totalResults`, body.totalResults, totalResults);
  const resources = body.Resources ?? [];
  if (!Array.isArray(resources)) throw new Mismatch(`${what}, Resources`, 'a list', resources);
  if (totalResults !== undefined) expectEqual(`${what}, number of Resources`, resources.length, totalResults);
  return resources;
}

/** Every attribute that was sent came back with the same value; elements of lists in any order. */
export function expectSent(what, got, sent) {
  for (const [name, value] of Object.entries(sent)) {
    const place = `${what}.${name}`;
    if (name === 'schemas') {
      for (const urn of value)
        if (!got?.schemas?.includes(urn)) throw new Mismatch(place, value, got?.schemas);
    } else if (Array.isArray(value)) {
      for (const element of value) expectElement(place, got?.[name], element);
    } else if (typeof value === 'object' && value !== null) {
      expectSent(place, got?.[name], value);
    } else {
      expectEqual(place, got?.[name], asReturned(name, value));
    }
  }
}

/** These attributes, named as in a PATCH path, have these values. */
export function expectValues(what, got, values) {
  for (const [path, value] of Object.entries(values)) {
    expectEqual(`${what}, ${path}`, valueAt(got, path), asReturned(path, value));
  }
}

/** Null, "" and absence are the same here (SCIM_Null_Update of Microsoft's Logic App suite). */
export function expectEmpty(what, got, paths) {
  for (const path of paths) {
    const value = valueAt(got, path);
    const empty = value === undefined || value === null || value === '' || isDeepStrictEqual(value, []);
    if (!empty) throw new Mismatch(`${what}, ${path}`, 'null, "" or nothing', value);
  }
}

/** The value at `name.givenName`, `emails[type eq "work"].value` or `urn:…:User:department`. */
export function valueAt(resource, path) {
  const filtered = TYPE_FILTER.exec(path);
  if (filtered !== null) {
    const [, list, by, text, sub] = filtered;
    const element = (resource?.[list] ?? []).find(
      (each) => String(each[by]).toLowerCase() === text.toLowerCase(),
    );
    return sub === undefined ? element : element?.[sub];
  }
  if (path.startsWith('urn:')) {
    const colon = path.lastIndexOf(':');
    return resource?.[path.slice(0, colon)]?.[path.slice(colon + 1)];
  }
  return path.split('.').reduce((value, name) => value?.[name], resource);
}

function expectElement(what, list, element) {
  const expected = Object.fromEntries(
    Object.entries(element).map(([name, value]) => [name, asReturned(name, value)]),
  );
  const found = (Array.isArray(list) ? list : []).some((each) =>
    Object.entries(expected).every(([name, value]) => isDeepStrictEqual(each?.[name], value)),
  );
  if (!found) throw new Mismatch(what, `an element ${show(expected)}`, list);
}

/** "True" goes in, true comes out: Entra cannot read a string back (learn.microsoft.com/answers 5618325). */
function asReturned(name, value) {
  return /\b(?:primary|active)$/.test(name) && value === 'True' ? true : value;
}

function show(value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return String(text).slice(0, 400);
}
