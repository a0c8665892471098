/* global fetch, URL */
import { randomBytes } from 'node:crypto';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const COLLECTION = /^\/(?:Users|Groups)\/?$/i;

/** Upper-case letters, as the SCIM Validator fills text attributes. */
export function letters(count = 12) {
  return [...randomBytes(count)].map((byte) => String.fromCharCode(65 + (byte % 26))).join('');
}

/** Calls one SCIM server, and remembers what it created there. */
export class ScimClient {
  #base;
  #code;
  #mediaType;
  #created = [];

  /**
   * @param {string} baseUrl of the SCIM endpoints; a query in it goes into every request
   * @param {string} code bearer token
   * @param {string} mediaType of request bodies
   */
  constructor(baseUrl, code, mediaType = 'application/scim+json') {
    this.#base = new URL(baseUrl);
    this.#code = code;
    this.#mediaType = mediaType;
  }

  /** Sends a request; answers `{ method, path, status, headers, text, body }`, `body` being the parsed JSON. */
  async request(method, path, body) {
    const response = await fetch(this.#url(path), {
      method,
      headers: {
        authorization: `Bearer ${this.#code}`,
        accept: 'application/scim+json',
        ...(body === undefined ? {} : { 'content-type': this.#mediaType }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = {
      method,
      path,
      status: response.status,
      headers: response.headers,
      text,
      body: json(text),
    };
    if (method === 'POST' && response.ok && COLLECTION.test(path) && typeof answer.body?.id === 'string') {
      this.#created.push(`${path.replace(/\/$/, '')}/${answer.body.id}`);
    }
    return answer;
  }

  get(path) {
    return this.request('GET', path);
  }

  post(path, body) {
    return this.request('POST', path, body);
  }

  put(path, body) {
    return this.request('PUT', path, body);
  }

  delete(path) {
    return this.request('DELETE', path);
  }

  /** PATCH with these operations. */
  patch(path, operations) {
    return this.request('PATCH', path, { schemas: [PATCH_OP], Operations: operations });
  }

  /** A list, filtered; spaces as `+`, the way Entra encodes them. */
  find(endpoint, filter, before = '') {
    return this.get(`${endpoint}?${before}filter=${encodeURIComponent(filter).replaceAll('%20', '+')}`);
  }

  /**
   * Deletes what was created, last first.
   * @returns what could not be deleted
   */
  async cleanUp() {
    const left = [];
    for (const path of this.#created.splice(0).reverse()) {
      const { status } = await this.delete(path);
      if (status !== 204 && status !== 404) left.push(`${path} (DELETE answered ${status})`);
    }
    return left;
  }

  #url(path) {
    const url = new URL(this.#base);
    const [name, query = ''] = path.split('?');
    url.pathname = url.pathname.replace(/\/$/, '') + name;
    url.search = [this.#base.search.slice(1), query].filter((part) => part !== '').join('&');
    return url;
  }
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
