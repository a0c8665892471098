import type { AttributeDefinition } from './attribute.js';
import { ScimError } from './errors.js';
import { isObject, type ScimResource } from './resource.js';
import type { ResourceType } from './resource-type.js';

const MAX_NAMES = 500;

/** Requested attributes: each as a whole, or some of its sub-attributes. */
interface Selection {
  readonly whole: Set<string>;
  readonly subs: Map<string, Set<string>>;
}

/**
 * The attributes to return: `attributes` and `excludedAttributes` of RFC 7644 section 3.4.2.5, combined with the
 * `returned` characteristic (RFC 7643 section 7). `id` and `schemas` are always returned.
 */
export class Projection {
  private constructor(
    private readonly type: ResourceType,
    private readonly requested: Selection | null,
    private readonly excluded: Selection,
  ) {}

  /**
   * @param attributes comma-separated names, in any letter case, optionally URN-qualified; unknown ones are ignored
   * @param excludedAttributes likewise; applied after `attributes` when both are given
   */
  static of(type: ResourceType, attributes?: string, excludedAttributes?: string): Projection {
    if (attributes === undefined && excludedAttributes === undefined) return defaultOf(type);
    return new Projection(
      type,
      attributes === undefined || attributes.trim() === '' ? null : select(attributes, type),
      select(excludedAttributes ?? '', type),
    );
  }

  /** Whether the client named attributes to return. */
  get isExplicit(): boolean {
    return this.requested !== null;
  }

  /**
   * Whether the stored document is returned unchanged.
   * @param association an attribute that is not part of the document, so that it may be excluded
   */
  takesAllBut(association: string): boolean {
    const { whole, subs } = this.excluded;
    return (
      this.requested === null &&
      subs.size === 0 &&
      (whole.size === 0 || (whole.size === 1 && whole.has(association))) &&
      !this.type.hidesByDefault
    );
  }

  /** Whether a top-level attribute is returned with all its sub-attributes. */
  takesWhole(name: string): boolean {
    const key = name.toLowerCase();
    return (
      (this.requested === null || this.requested.whole.has(key)) &&
      !this.excluded.subs.has(key) &&
      this.includes(name)
    );
  }

  /** Whether the client requested a sub-attribute by name, or the attribute that contains it. */
  names(name: string, sub: string): boolean {
    const key = name.toLowerCase();
    const isNamed =
      this.requested?.whole.has(key) === true || this.requested?.subs.get(key)?.has(sub) === true;
    return isNamed && this.includes(name) && this.excluded.subs.get(key)?.has(sub) !== true;
  }

  /** Whether any part of a top-level attribute is returned, and so whether it has to be read. */
  includes(name: string): boolean {
    const key = name.toLowerCase();
    if (this.excluded.whole.has(key)) return false;
    return this.requested === null || this.requested.whole.has(key) || this.requested.subs.has(key);
  }

  /** The returned part of a resource; the input is not modified. */
  apply(resource: ScimResource): ScimResource {
    const result: ScimResource = {};
    for (const [name, value] of Object.entries(resource)) {
      const extension = this.type.schemaOf(name);
      const kept =
        extension === undefined || !isObject(value)
          ? this.pick(this.type.attribute(name), name.toLowerCase(), value)
          : this.pickExtension(name, value, extension.attributes);
      if (kept !== undefined) result[name] = kept;
    }
    return result;
  }

  private pickExtension(
    urn: string,
    values: Record<string, unknown>,
    definitions: readonly AttributeDefinition[],
  ): Record<string, unknown> | undefined {
    const key = urn.toLowerCase();
    const owner = {
      requested: this.requested === null || this.requested.whole.has(key),
      excluded: this.excluded.whole.has(key),
    };
    const kept = Object.entries(values).flatMap(([name, value]) => {
      const definition = definitions.find((each) => each.name === name);
      const picked = this.pick(definition, `${key}:${name.toLowerCase()}`, value, owner);
      return picked === undefined ? [] : [[name, picked] as const];
    });
    return kept.length === 0 ? undefined : Object.fromEntries(kept);
  }

  /** @param owner the requested part of the extension that contains the attribute, or of the resource */
  private pick(
    definition: AttributeDefinition | undefined,
    key: string,
    value: unknown,
    owner = { requested: this.requested === null, excluded: false },
  ): unknown {
    const returned = definition?.returned;
    if (returned === undefined || returned === 'never') return undefined;
    if (returned === 'always') return value;
    if (owner.excluded || this.excluded.whole.has(key)) return undefined;
    const excluded = this.excluded.subs.get(key);
    if (this.requested?.whole.has(key) === true || (owner.requested && returned !== 'request')) {
      return excluded === undefined ? value : filterSubs(value, (name) => !excluded.has(name));
    }
    const requested = this.requested?.subs.get(key);
    return requested && filterSubs(value, (name) => requested.has(name) && excluded?.has(name) !== true);
  }
}

const defaults = new WeakMap<ResourceType, Projection>();

/** The projection without query parameters, shared by all requests. */
function defaultOf(type: ResourceType): Projection {
  let projection = defaults.get(type);
  if (projection === undefined) {
    projection = Projection.of(type, '', '');
    defaults.set(type, projection);
  }
  return projection;
}

/** @throws ScimError invalidValue when there are more names than any resource has */
function select(names: string, type: ResourceType): Selection {
  const selection: Selection = { whole: new Set(), subs: new Map() };
  const list = names.split(',');
  if (list.length > MAX_NAMES) {
    throw ScimError.invalidValue(`${list.length} attributes are named; at most ${MAX_NAMES} are accepted`);
  }
  for (const name of list) {
    // `emails[type eq "work"].value` requests `emails.value`.
    const target = type.find(name.replace(/\[[^[\]]*\]/, '').trim());
    if (target === undefined) continue;
    if (target.attribute === null) {
      selection.whole.add(target.extension.toLowerCase());
      continue;
    }
    const key = (target.extension === null ? '' : `${target.extension}:`) + target.attribute.name;
    if (target.sub === null) {
      selection.whole.add(key.toLowerCase());
    } else {
      const subs = selection.subs.get(key.toLowerCase()) ?? new Set();
      selection.subs.set(key.toLowerCase(), subs.add(target.sub.name));
    }
  }
  return selection;
}

function filterSubs(value: unknown, keep: (name: string) => boolean): unknown {
  if (Array.isArray(value)) {
    const elements = value
      .map((element) => filterSubs(element, keep))
      .filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  if (!isObject(value)) return undefined;
  const kept = Object.entries(value).filter(([name]) => keep(name));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
