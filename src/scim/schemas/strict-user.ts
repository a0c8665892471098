import type { AttributeDefinition, SchemaDefinition } from '../attribute.js';
import { userSchema } from './user.js';

/** The canonical types of most lists in RFC 7643. */
const USUAL_TYPES = ['work', 'home', 'other'];

/**
 * Core User of the SCIM interoperability profile (draft-zollner-scim-interop-profile-02): without `password`, and with
 * canonical values for every `type`, even where RFC 7643 section 8.7.1 leaves them open.
 */
export const strictUserSchema: SchemaDefinition = {
  ...userSchema,
  attributes: userSchema.attributes.filter(({ name }) => name !== 'password').map(withTypes),
};

function withTypes(attribute: AttributeDefinition): AttributeDefinition {
  if (attribute.subAttributes === undefined) return attribute;
  return {
    ...attribute,
    subAttributes: attribute.subAttributes.map((sub) =>
      sub.name === 'type' && sub.canonicalValues === undefined
        ? { ...sub, canonicalValues: USUAL_TYPES }
        : sub,
    ),
  };
}
