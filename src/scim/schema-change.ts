import type { AttributeDefinition, SchemaDefinition } from './attribute.js';
import { resourceTypes, type CustomSchema, type ResourceType } from './resource-type.js';

/**
 * A part of a schema that must be unused before the schema can be changed: the whole schema, an attribute or a
 * sub-attribute.
 */
export interface Loss {
  readonly attribute: AttributeDefinition | null;
  readonly sub: AttributeDefinition | null;
  /** The effect of the change on it, for messages. */
  readonly reason: string;
}

/**
 * The reason why a name of a schema would be ambiguous; `null` when every name is unambiguous.
 * @param type the resource type with the schema among its extensions
 */
export function clashOf({ id }: SchemaDefinition, type: ResourceType): string | null {
  const isSame = (urn: string): boolean => urn.toLowerCase() === id.toLowerCase();
  const builtIn = resourceTypes.flatMap(({ schema, extensions }) => [schema, ...extensions]);
  if (builtIn.some((schema) => isSame(schema.id))) return `"${id}" is a schema that every tenant has`;
  for (const extension of type.extensions) {
    for (const { name } of extension.attributes) {
      const path = `${extension.id}:${name}`;
      const target = type.find(path);
      if (target?.extension !== extension.id || target.attribute?.name !== name) {
        return `"${path}" would name both an attribute and a schema`;
      }
    }
  }
  return null;
}

/** The parts of a schema that must be unused, so that `next` can replace `before` without losing a stored value. */
export function lossesBetween(before: CustomSchema, next: CustomSchema): Loss[] {
  if (before.resourceType !== next.resourceType) {
    return [{ attribute: null, sub: null, reason: `it moves to ${next.resourceType}` }];
  }
  return attributeLosses(before.schema.attributes, next.schema.attributes).flatMap(
    ({ name, reason, now }) => {
      const attribute = before.schema.attributes.find((each) => each.name === name) ?? null;
      if (reason !== null) {
        // A resource that has the extension without this attribute could no longer be changed.
        return [
          { attribute: reason === REQUIRED ? null : attribute, sub: null, reason: `"${name}" ${reason}` },
        ];
      }
      const parts = attributeLosses(attribute?.subAttributes ?? [], now?.subAttributes ?? []);
      return parts.flatMap((part): Loss[] => {
        if (part.reason === null) return [];
        const sub = attribute?.subAttributes?.find((each) => each.name === part.name) ?? null;
        return [
          {
            attribute,
            sub: part.reason === REQUIRED ? null : sub,
            reason: `"${name}.${part.name}" ${part.reason}`,
          },
        ];
      });
    },
  );
}

interface Difference {
  readonly name: string;
  /** `null` when stored values stay valid. */
  readonly reason: string | null;
  readonly now: AttributeDefinition | undefined;
}

const REQUIRED = 'becomes required';

function attributeLosses(
  before: readonly AttributeDefinition[],
  next: readonly AttributeDefinition[],
): Difference[] {
  const names = new Set([...before, ...next].map(({ name }) => name));
  return [...names].map((name) => {
    const was = before.find((each) => each.name === name);
    const now = next.find((each) => each.name === name);
    return { name, now, reason: reasonOf(was, now) };
  });
}

function reasonOf(was: AttributeDefinition | undefined, now: AttributeDefinition | undefined): string | null {
  if (now === undefined) return 'goes';
  if (now.required && was?.required !== true) return REQUIRED;
  if (was === undefined) return null;
  if (was.type !== now.type) return `changes its type from ${was.type} to ${now.type}`;
  if (was.multiValued !== now.multiValued)
    return `becomes ${now.multiValued ? 'multi-valued' : 'a single value'}`;
  if (was.caseExact !== now.caseExact) return 'is compared in another way';
  return now.returned === 'never' && was.returned !== 'never' ? 'is kept no longer' : null;
}
