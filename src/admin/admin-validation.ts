import { BadRequestException, ValidationPipe, type ValidationError } from '@nestjs/common';
import type { FieldError } from '../http/answer-for-error.js';

/** Validates bodies and queries of the admin API against their classes; unknown members are refused. */
export const adminValidation = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  exceptionFactory: (errors) => invalid(errors.flatMap((error) => fieldErrors(error))),
});

/** A 400 that names each refused member. */
export function invalid(errors: readonly FieldError[]): BadRequestException {
  const message = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new BadRequestException({ message, errors });
}

function fieldErrors(error: ValidationError, parent = ''): FieldError[] {
  const field = parent + error.property;
  const [broken] = Object.entries(error.constraints ?? {});
  const own = broken === undefined ? [] : [{ field, message: messageOf(...broken) }];
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, `${field}.`))];
}

function messageOf(rule: string, message: string): string {
  return rule === 'whitelistValidation' ? 'not known here' : message;
}
