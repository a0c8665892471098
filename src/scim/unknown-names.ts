import { ScimError } from './errors.js';

/** Most names that one request is told of, and the length of each in characters. */
const MAX_NAMES = 20;
const MAX_NAME_LENGTH = 120;

/**
 * The names of attributes in one request that no schema of the tenant has. Nothing stores their values (RFC 7644
 * section 3.3 leaves that to the service provider), and nobody would notice: they are collected, so that the
 * provisioning log can tell. In strict mode the first one refuses the request.
 */
export class UnknownNames {
  private readonly names = new Set<string>();

  /** @param strict whether an unknown name is an error */
  constructor(private readonly strict: boolean) {}

  /**
   * Notes a name.
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

  /** The first of them, in the order in which they came. */
  get list(): readonly string[] {
    return [...this.names];
  }
}
