import { ValidateBy } from 'class-validator';
import { RATE_LIMITS } from '../../config.js';

/** Validates a number of requests a second, never fewer than Entra sends. */
export function IsRate(): PropertyDecorator {
  const { least, most } = RATE_LIMITS;
  return ValidateBy({
    name: 'isRate',
    validator: {
      validate: (value: unknown) =>
        Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
      defaultMessage: () => `expected null or a whole number from ${least} to ${most}`,
    },
  });
}
