import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { EVENTS_EXTENSION } from './events-extension.js';
import type { TypeName } from '../../scim/resource-type.js';

const TYPE_NAMES: readonly TypeName[] = ['User', 'Group'];

export class SchemaQuery {
  @ApiPropertyOptional({
    enum: TYPE_NAMES,
    description: 'What the schema extends; without it the URN must end in `:User` or `:Group`.',
  })
  @IsOptional()
  @IsIn(TYPE_NAMES, { message: 'expected User or Group' })
  resourceType?: TypeName;
}

export class SchemaAnswer {
  @ApiProperty({ example: EVENTS_EXTENSION })
  urn!: string;

  @ApiProperty({ enum: TYPE_NAMES, example: 'User' })
  resourceType!: TypeName;

  @ApiProperty({
    type: Object,
    description: 'The schema as `/scim/v2/Schemas` shows it to the tenant: defaults filled in.',
  })
  schema!: Record<string, unknown>;
}

export class SchemaList {
  @ApiProperty({ type: [SchemaAnswer] })
  items!: SchemaAnswer[];

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Always null: a tenant has few.' })
  nextCursor!: string | null;
}
