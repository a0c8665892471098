import {
  binary,
  boolean,
  complex,
  dateTime,
  list,
  reference,
  string,
  type AttributeDefinition,
  type SchemaDefinition,
} from '../../src/scim/attribute.js';
import { groupType, userType } from '../../src/scim/resource-type.js';

/**
 * An extension with every type of attribute, simple and complex, single and multi-valued; the built-in schemas have
 * only some.
 */
const kinds: SchemaDefinition = {
  id: 'urn:example:kinds:2.0:Extension',
  name: 'Kinds',
  description: 'Every type of attribute',
  attributes: [
    ...leaves(),
    ...leaves().map((leaf) => ({ ...leaf, name: `${leaf.name}s`, multiValued: true })),
    complex('office', 'One of each', leaves()),
    list('shifts', 'Many of each', [...leaves(), string('value', ''), boolean('primary', '')]),
  ],
};

function leaves(): AttributeDefinition[] {
  return [
    string('note', ''),
    string('badge', '', { caseExact: true }),
    boolean('vip', ''),
    { ...string('level', ''), type: 'integer' },
    { ...string('score', ''), type: 'decimal' },
    dateTime('since', ''),
    reference('link', '', ['external']),
    binary('key', ''),
  ];
}

/** Users and groups with this extension. */
export const kindsOfUser = userType.withCustom([kinds]);
export const kindsOfGroup = groupType.withCustom([{ ...kinds, id: 'urn:example:kinds:2.0:GroupExtension' }]);
