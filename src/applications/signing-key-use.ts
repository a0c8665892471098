/** Whether the OpenID Provider can sign ID tokens, without which no application is of use. */
export abstract class SigningKeyUse {
  /** @throws ConflictException when there is no key to sign with, and none can be made */
  abstract require(): Promise<void>;
}
