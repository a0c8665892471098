import { ScimError } from './errors.js';

/** Maximum number of names recorded per request, and the maximum length of each in characters. */
const MAX_NAMES = 20;
const MAX_NAME_LENGTH = 120;

/**
 * Collects attribute names of one request that no schema of the tenant has. Their values are not stored, which RFC 7644
 * section 3.3 leaves to the service provider, and which nobody would notice: so the provisioning log reports the names.
 * In strict mode, the first unknown name is an error.
 */
export class UnknownNames {
  private readonly names = new Set<string>();

  /** @param strict whether an unknown name is an error */
  constructor(private readonly strict: boolean) {}

  /**
   * Records a name.
   * @param name such as `companyName`, `emails.address` or `urn:…:User:badge`, without values of a filter
   * @throws ScimError invalidSyntax in strict mode
   */
  add(name: string): void {
    const shown = name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH - 1)}…` : name;
    if (this.strict) {
      throw ScimError.invalidSyntax(`No schema of this tenant has the attribute "${shown}" (strict mode)`);
    }
    if (this.names.size < MAX_NAMES) this.names.add(shown);
  }

  /** The recorded names, in order of appearance. */
  get list(): readonly string[] {
    return [...this.names];
  }
}
