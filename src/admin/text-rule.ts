import { ValidateBy, ValidateIf } from 'class-validator';

const isText = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'string' &&
  [...value].length >= min &&
  [...value].length <= max &&
  (min === 0 || value.trim() !== '');

/** Validates a string of `min` to `max` characters, as the database counts them, that is not blank. */
export function IsText(min: number, max: number): PropertyDecorator {
  return ValidateBy({
    name: 'isText',
    validator: {
      validate: (value: unknown) => isText(value, min, max),
      defaultMessage: () => `expected a text of ${min} to ${max} characters`,
    },
  });
}

/** Validates a list of such strings. */
export function IsEachText(min: number, max: number): PropertyDecorator {
  return ValidateBy({
    name: 'isEachText',
    validator: {
      validate: (values: unknown) =>
        Array.isArray(values) && values.every((value) => isText(value, min, max)),
      defaultMessage: () => `expected texts of ${min} to ${max} characters`,
    },
  });
}

/** The member may be absent, but not `null`. */
export function MayBeLeftOut(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}
