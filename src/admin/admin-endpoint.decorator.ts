import { applyDecorators, Controller, UseInterceptors, UsePipes } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiResponse,
  ApiTags,
  getSchemaPath,
  type ApiResponseNoStatusOptions,
} from '@nestjs/swagger';
import { AdminOnly } from '../http/access.decorators.js';
import { adminValidation } from './admin-validation.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { ProblemAnswer } from './problem.dto.js';

/** A controller of the admin API at `/admin/v1/{path}`: admin access, validated input, problem details, audit log. */
export function AdminController(path: string, tag: string): ClassDecorator {
  return applyDecorators(
    Controller(`admin/v1/${path}`),
    AdminOnly(),
    UsePipes(adminValidation),
    UseInterceptors(AuditInterceptor),
    ApiTags(tag),
    ApiExtraModels(ProblemAnswer),
    ApiProblem(401, 'The admin token is missing or not valid.'),
  );
}

/** Documents an error answer. */
export function ApiProblem(status: number, description: string): ClassDecorator & MethodDecorator {
  const answer: ApiResponseNoStatusOptions = {
    description,
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemAnswer) } } },
  };
  return ApiResponse({ ...answer, status });
}
