import { ValidateBy, ValidateIf } from 'class-validator';

/** A string of `min` to `max` characters as the database counts them, not all of them blank. */
export function IsText(min: number, max: number): PropertyDecorator {
  return ValidateBy({
    name: 'isText',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' &&
        [...value].length >= min &&
        [...value].length <= max &&
        (min === 0 || value.trim() !== ''),
      defaultMessage: () => `expected a text of ${min} to ${max} characters`,
    },
  });
}

/** The member may be left out, which `null` is not. */
export function MayBeLeftOut(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}
