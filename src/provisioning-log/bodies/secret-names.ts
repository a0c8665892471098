import type { AttributeDefinition } from '../../scim/attribute.js';
import type { ResourceTypes } from '../../scim/resource-type.js';

/** Names that tell a secret, whether or not a schema of the tenant has them. */
const TELLING = /passw|passphrase|passcode|secret|token|credential|private_?key|api_?key|^pin$|^otp$/i;
const WORD = /[\p{L}\p{N}_$-]+/gu;

/** Which names of attributes stand for values that must not be kept. */
export class SecretNames {
  private readonly names: ReadonlySet<string>;

  /** @param types those of the tenant, whose attributes that are never returned are secret */
  constructor(types: ResourceTypes) {
    const names = new Set<string>();
    for (const { attributes, extensions } of Object.values(types)) {
      collect(attributes, names);
      for (const extension of extensions) collect(extension.attributes, names);
    }
    this.names = names;
  }

  /** Whether a text names a secret: as an attribute, a path to it, a filter on it, or a parameter. */
  areIn(text: string): boolean {
    for (const [word] of text.matchAll(WORD)) {
      if (this.names.has(word.toLowerCase()) || TELLING.test(word)) return true;
    }
    return false;
  }
}

function collect(attributes: readonly AttributeDefinition[], names: Set<string>): void {
  for (const { name, returned, mutability, subAttributes } of attributes) {
    if (returned === 'never' || mutability === 'writeOnly') names.add(name.toLowerCase());
    if (subAttributes !== undefined) collect(subAttributes, names);
  }
}
