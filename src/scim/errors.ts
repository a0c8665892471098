/** Schema of every error body, RFC 7644 section 3.12. */
export const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** The `scimType` values of RFC 7644 table 9 and RFC 9865 section 2.1. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

/** The body of an error answer, RFC 7644 section 3.12: `status` is a string. */
export interface ScimErrorBody {
  readonly schemas: readonly [typeof ERROR_SCHEMA];
  readonly status: string;
  readonly scimType?: ScimType;
  readonly detail: string;
}

/** A limit of what a tenant, or all of them, may have under way; `cost` is that of a single request. */
export type Limit = 'rate' | 'turns' | 'connections' | 'searches' | 'bodies' | 'lists' | 'cost';

export interface Exceeded {
  readonly limit: Limit;
  /** Seconds until another attempt may succeed; null when none does in this form. */
  readonly retryAfter: number | null;
}

/**
 * The one error that the SCIM side throws on purpose. Its `detail` is meant for the caller: what was
 * wrong, where, and what was expected.
 */
export class ScimError extends Error {
  override readonly name = 'ScimError';
  /** The exceeded limit, if the request is refused for its cost, or the number or size of requests under way. */
  limited?: Exceeded;

  private constructor(
    /** HTTP status code. */
    readonly status: number,
    readonly detail: string,
    readonly scimType?: ScimType,
    /** The id of the resource that holds a value which must be unique. */
    readonly holderId?: string,
  ) {
    super(detail);
  }

  /** The filter is malformed, or compares in a way its attribute does not allow. */
  static invalidFilter(detail: string): ScimError {
    return new ScimError(400, detail, 'invalidFilter');
  }

  /**
   * The request would look at more than one request may, RFC 7644 table 9.
   * @param detail what to send instead
   */
  static tooCostly(detail: string): ScimError {
    const error = new ScimError(400, detail, 'tooMany');
    error.limited = { limit: 'cost', retryAfter: null };
    return error;
  }

  /**
   * Another resource of the tenant holds a value that must be unique.
   * @param holderId of that resource, if it is known
   */
  static uniqueness(detail: string, holderId?: string): ScimError {
    return new ScimError(409, detail, 'uniqueness', holderId);
  }

  /** The attribute may not be changed that way (read-only, immutable or required). */
  static mutability(detail: string): ScimError {
    return new ScimError(400, detail, 'mutability');
  }

  /** The body is no JSON, or not of the shape that the request needs. */
  static invalidSyntax(detail: string): ScimError {
    return new ScimError(400, detail, 'invalidSyntax');
  }

  /** The `path` of a PATCH operation is malformed or names no attribute. */
  static invalidPath(detail: string): ScimError {
    return new ScimError(400, detail, 'invalidPath');
  }

  /** The `path` of a PATCH operation selects nothing that could be changed. */
  static noTarget(detail: string): ScimError {
    return new ScimError(400, detail, 'noTarget');
  }

  /** A value is missing, of the wrong type, or not allowed. */
  static invalidValue(detail: string): ScimError {
    return new ScimError(400, detail, 'invalidValue');
  }

  /** The version of the protocol in the URL is not spoken, RFC 7644 section 3.13. */
  static invalidVers(detail: string): ScimError {
    return new ScimError(400, detail, 'invalidVers');
  }

  /** A URL holds what must not stand in one, RFC 7644 section 7.5.2. */
  static sensitive(detail: string): ScimError {
    return new ScimError(403, detail, 'sensitive');
  }

  /** The `cursor` is none that this query gave, RFC 9865 section 2.1. */
  static invalidCursor(detail: string): ScimError {
    return new ScimError(400, detail, 'invalidCursor');
  }

  /** The `cursor` is too old to be followed, RFC 9865 section 2.1. */
  static expiredCursor(detail: string): ScimError {
    return new ScimError(400, detail, 'expiredCursor');
  }

  /** The `count` that comes with a `cursor` is no count, RFC 9865 section 2.1. */
  static invalidCount(detail: string): ScimError {
    return new ScimError(400, detail, 'invalidCount');
  }

  /** The request is no good in a way that `scimType` has no word for. */
  static badRequest(detail: string): ScimError {
    return new ScimError(400, detail);
  }

  static unauthorized(detail: string): ScimError {
    return new ScimError(401, detail);
  }

  static forbidden(detail: string): ScimError {
    return new ScimError(403, detail);
  }

  static notFound(detail: string): ScimError {
    return new ScimError(404, detail);
  }

  static methodNotAllowed(detail: string): ScimError {
    return new ScimError(405, detail);
  }

  /** `If-Match` named another version, RFC 7644 section 3.14. */
  static preconditionFailed(detail: string): ScimError {
    return new ScimError(412, detail);
  }

  static payloadTooLarge(detail: string): ScimError {
    return new ScimError(413, detail);
  }

  static unsupportedMediaType(detail: string): ScimError {
    return new ScimError(415, detail);
  }

  /** For errors that HTTP itself raises, such as a malformed URL. */
  static http(status: number, detail: string): ScimError {
    return new ScimError(status, detail);
  }

  /**
   * More is under way than may be.
   * @param status 429 when it is the tenant's own, 503 otherwise
   */
  static limited(limit: Limit, status: 429 | 503, detail: string, retryAfter = 5): ScimError {
    const error = new ScimError(status, detail);
    error.limited = { limit, retryAfter };
    return error;
  }

  /**
   * Rethrows what was thrown, a ScimError with its detail preceded by the place it is about.
   * @param place `undefined` when there is none to tell
   */
  static rethrowAt(error: unknown, place: string | undefined): never {
    throw error instanceof ScimError && place !== undefined ? error.at(place) : error;
  }

  /** The same error, its detail preceded by the place it is about, such as `Operations[2]`. */
  at(place: string): ScimError {
    return this.saying(`${place}: ${this.detail}`);
  }

  /** The same error in other words. */
  saying(detail: string): ScimError {
    const error = new ScimError(this.status, detail, this.scimType, this.holderId);
    if (this.limited !== undefined) error.limited = this.limited;
    return error;
  }

  /** The body that tells this error, RFC 7644 section 3.12. */
  body(): ScimErrorBody {
    return {
      schemas: [ERROR_SCHEMA],
      status: String(this.status),
      ...(this.scimType === undefined ? {} : { scimType: this.scimType }),
      detail: this.detail,
    };
  }
}
