import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { EVENTS_EXTENSION } from './events-extension.js';
import { SCHEMA_SCHEMA } from '../../scim/schemas/discovery.js';
import type { TypeName } from '../../scim/resource-type.js';

const TYPE_NAMES: readonly TypeName[] = ['User', 'Group'];

const EXAMPLE = {
  schemas: [SCHEMA_SCHEMA],
  id: EVENTS_EXTENSION,
  name: 'Events',
  description: 'What the events team knows of a person',
  attributes: [
    {
      name: 'badge',
      type: 'string',
      multiValued: false,
      description: 'Number of the badge',
      required: false,
      caseExact: true,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'none',
    },
  ],
  meta: {
    resourceType: 'Schema',
    location: `https://provisioning.invitedesk.example/scim/v2/Schemas/${EVENTS_EXTENSION}`,
  },
};

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
    allOf: [{ $ref: getSchemaPath('Schema') }],
    example: EXAMPLE,
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
