import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

class FieldProblem {
  @ApiProperty({ example: 'entraTenantId' })
  field!: string;

  @ApiProperty({ example: 'expected a GUID such as 72f988bf-86f1-41af-91ab-2d7cd011db47' })
  message!: string;
}

/** The body of every error of the admin API, RFC 9457. */
export class ProblemAnswer {
  @ApiProperty({ example: 'about:blank' })
  type!: string;

  @ApiProperty({ example: 'Bad Request' })
  title!: string;

  @ApiProperty({ example: 400 })
  status!: number;

  @ApiProperty({ example: 'entraTenantId: expected a GUID such as 72f988bf-86f1-41af-91ab-2d7cd011db47' })
  detail!: string;

  @ApiProperty({ example: 'urn:invitedesk:request:019bc2f4-8f5e-7c1a-9d0b-3f1f6a2b4c5d' })
  instance!: string;

  @ApiPropertyOptional({ type: [FieldProblem] })
  errors?: FieldProblem[];
}
