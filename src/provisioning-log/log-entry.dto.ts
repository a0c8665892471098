import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ACTIONS, OUTCOMES, type Action, type Outcome } from './log-entry.js';

const ID = { example: '019bc2f4-8f5e-7c1a-9d0b-3f1f6a2b4c5d' };
/** A value of any attribute. */
const ANY: ApiPropertyOptions = {
  anyOf: [
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'object', additionalProperties: true },
    { type: 'array', items: {} },
  ],
  nullable: true,
};
const NULLABLE = { type: String, nullable: true } as const;

class ActorAnswer {
  @ApiProperty({ description: 'What signed in.', example: 'access-code' })
  kind!: string;

  @ApiProperty({ description: 'Names the credential without being it.', example: 'idk_a8F3kQ2z' })
  name!: string;
}

class LoggedResource {
  @ApiProperty({ ...NULLABLE, example: 'User' })
  type!: string | null;

  @ApiProperty({ ...NULLABLE, ...ID })
  id!: string | null;

  @ApiProperty({
    ...NULLABLE,
    description: '`userName` or `displayName`.',
    example: 'lena.vos@fabrikam.example',
  })
  name!: string | null;

  @ApiProperty({ ...NULLABLE, example: '7d1c3f9e-2b0a-4c7d-8e1f-6a5b4c3d2e1f' })
  externalId!: string | null;
}

class AttributeChangeAnswer {
  @ApiProperty({ example: 'emails[type eq "work"].value' })
  attribute!: string;

  @ApiProperty({ ...ANY, description: 'null where there was none; long values are cut.', example: null })
  old!: unknown;

  @ApiProperty({ ...ANY, example: 'lena.maes@fabrikam.example' })
  new!: unknown;
}

class NamedResource {
  @ApiProperty(ID)
  id!: string;

  @ApiProperty({ ...NULLABLE, example: 'lena.vos@fabrikam.example' })
  name!: string | null;
}

class LoggedMembers {
  @ApiProperty({ description: 'How many the request named.', example: 1 })
  count!: number;

  @ApiProperty({ type: [NamedResource], description: 'The first 20.' })
  first!: NamedResource[];
}

export class LogEntryAnswer {
  @ApiProperty(ID)
  id!: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.000Z' })
  time!: string;

  @ApiProperty({ description: 'As in `x-request-id` and in the service log.', ...ID })
  requestId!: string;

  @ApiProperty({ type: ActorAnswer })
  actor!: ActorAnswer;

  @ApiProperty({ enum: ACTIONS })
  action!: Action;

  @ApiProperty({ enum: OUTCOMES })
  outcome!: Outcome;

  @ApiProperty({ description: 'HTTP status of the answer.', example: 201 })
  status!: number;

  @ApiProperty({ ...NULLABLE, example: null })
  scimType!: string | null;

  @ApiProperty({
    ...NULLABLE,
    description:
      'Of a refused sign-in: bearer-twice, expired, revoked, switched-off, wrong-secret; of a person: ambiguous, disabled, ' +
      'guest, not-provisioned, sign-in-off, switched-off.',
  })
  failedCheck!: string | null;

  @ApiProperty({
    ...NULLABLE,
    description: 'What happened in plain words; null for a success.',
    example: 'Another user or group has this name already',
  })
  meaning!: string | null;

  @ApiProperty({ ...NULLABLE, description: 'Why it was refused.', example: null })
  detail!: string | null;

  @ApiProperty({
    ...NULLABLE,
    description: 'What to do about it; null for a success.',
    example: 'Restore or rename the other one, or change the name in Entra',
  })
  advice!: string | null;

  @ApiProperty({
    type: NamedResource,
    nullable: true,
    description: 'The user or group that holds a value which must be unique; of the type of `resource`.',
  })
  conflictingResource!: NamedResource | null;

  @ApiProperty({ type: LoggedResource })
  resource!: LoggedResource;

  @ApiProperty({ type: [AttributeChangeAnswer], description: 'Empty when nothing changed; the first 40.' })
  changes!: AttributeChangeAnswer[];

  @ApiProperty({ description: 'Attributes that changed beside `changes`.', example: 0 })
  omittedChanges!: number;

  @ApiProperty({
    type: [String],
    description: 'Attributes that the request named and no schema of the tenant has; the first 20.',
    example: ['companyName'],
  })
  ignored!: string[];

  @ApiProperty({ type: LoggedMembers, nullable: true })
  addedMembers!: LoggedMembers | null;

  @ApiProperty({ type: LoggedMembers, nullable: true })
  removedMembers!: LoggedMembers | null;

  @ApiProperty({
    ...NULLABLE,
    description: 'Of a PATCH: `verbose` and `merged` are those of Entra without and with aadOptscim062020.',
    example: null,
  })
  patchGrammar!: string | null;

  @ApiProperty({
    description: 'Milliseconds from the request to the commit, or to the refusal.',
    example: 4.2,
  })
  durationMs!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Refused requests that an entry of `left-out` stands for.',
    example: null,
  })
  leftOut!: number | null;
}

class LoggedBody {
  @ApiProperty({
    description: 'JSON without secrets, which are replaced by `[removed]`.',
    example:
      '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"lena.vos@fabrikam.example"}',
  })
  text!: string;

  @ApiProperty({ description: 'Whether it was longer; `text` then ends with `…`.', example: false })
  isCut!: boolean;
}

class LoggedHeader {
  @ApiProperty({ example: 'content-type' })
  name!: string;

  @ApiProperty({ example: 'application/scim+json' })
  value!: string;
}

class LoggedExchange {
  @ApiProperty({ example: 'POST' })
  method!: string;

  @ApiProperty({ description: 'With the query, from the path of the service on.', example: '/scim/v2/Users' })
  path!: string;

  @ApiProperty({ type: [LoggedHeader], description: 'Those that matter to repeat it, without credentials.' })
  headers!: LoggedHeader[];

  @ApiProperty({ type: LoggedBody, nullable: true, description: 'null without a body that is JSON.' })
  request!: LoggedBody | null;

  @ApiProperty({
    type: LoggedBody,
    nullable: true,
    description: 'null without a body, and for one that is sent in pieces.',
  })
  answer!: LoggedBody | null;
}

/** An entry with what is kept of its request. */
export class LogEntryDetail extends LogEntryAnswer {
  @ApiProperty({
    type: LoggedExchange,
    nullable: true,
    description: 'Request and answer, if bodies were logged then (`startLogBodies`).',
  })
  exchange!: LoggedExchange | null;
}

export class LogEntryList {
  @ApiProperty({ type: [LogEntryAnswer] })
  items!: LogEntryAnswer[];

  @ApiProperty({
    ...NULLABLE,
    description: 'Send it as `cursor` for older entries; null when there are none.',
    example: null,
  })
  nextCursor!: string | null;
}
