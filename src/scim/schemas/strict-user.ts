import type { AttributeDefinition, SchemaDefinition } from '../attribute.js';
import { userSchema } from './user.js';

/** What most lists of RFC 7643 have. */
const USUAL_TYPES = ['work', 'home', 'other'];

/**
 * Core User as the SCIM interoperability profile has it (draft-zollner-scim-interop-profile-02): without
 * `password`, and every `type` tells its values, also where RFC 7643 section 8.7.1 leaves them open.
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
