import { ApiProperty } from '@nestjs/swagger';
import { EndingAnswer } from '../endings/ending.dto.js';
import { HEALTH_STATES, type HealthState } from './health.js';

const TIME = {
  type: String,
  nullable: true,
  format: 'date-time',
  example: '2026-01-15T09:30:00.000Z',
} as const;
const FAILED = ['read', 'write', 'sign-in'] as const;

export class HealthAnswer {
  @ApiProperty({ enum: HEALTH_STATES, example: 'failing' })
  state!: HealthState;

  @ApiProperty({ description: 'The state with its figure.', example: 'failing: 41 % of writes refused' })
  summary!: string;

  @ApiProperty({
    description: 'What it means.',
    example:
      '41 of 100 writes failed in 24 hours. Most often: Another user or group has this name already. Entra quarantines a job from 5,000 failures when more than 40 % fail, and at 40,000 failures',
  })
  reason!: string;
}

class UserCounts {
  @ApiProperty({ example: 1200 })
  active!: number;

  @ApiProperty({ example: 37 })
  disabled!: number;
}

class DirectoryAnswer {
  @ApiProperty({ type: UserCounts })
  users!: UserCounts;

  @ApiProperty({ example: 48 })
  groups!: number;

  @ApiProperty({ example: 5210 })
  memberships!: number;

  @ApiProperty({
    ...TIME,
    nullable: false,
    description: 'Counted again after 5 seconds, or after a hundred times what counting took.',
  })
  countedAt!: string;
}

class FailuresAnswer {
  @ApiProperty({ enum: FAILED, example: 'write' })
  kind!: (typeof FAILED)[number];

  @ApiProperty({
    description: 'A `scimType`, an HTTP status, or the check that a credential failed.',
    example: 'uniqueness',
  })
  reason!: string;

  @ApiProperty({
    description: 'The reason in plain words.',
    example: 'Another user or group has this name already',
  })
  meaning!: string;

  @ApiProperty({
    description: 'What to do about it.',
    example: 'Restore or rename the other one, or change the name in Entra',
  })
  advice!: string;

  @ApiProperty({ example: 41 })
  count!: number;
}

class IgnoredAnswer {
  @ApiProperty({
    description: 'As it was sent, such as `companyName` or `emails.address`.',
    example: 'companyName',
  })
  name!: string;

  @ApiProperty({ description: 'Writes that held it.', example: 37 })
  count!: number;
}

class HourAnswer {
  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:00:00.000Z' })
  hour!: string;

  @ApiProperty({ description: 'Searches by a filter.', example: 310 })
  probes!: number;

  @ApiProperty({ description: 'Other reads.', example: 12 })
  reads!: number;

  @ApiProperty({ example: 59 })
  writes!: number;

  @ApiProperty({
    description: 'Refused sign-ins, reads and writes, and those that went wrong here.',
    example: 41,
  })
  failed!: number;
}

export class StatusAnswer {
  @ApiProperty({ type: HealthAnswer })
  health!: HealthAnswer;

  @ApiProperty({ ...TIME, description: 'The last request that was let in. Times are right to 5 seconds.' })
  lastRequestAt!: string | null;

  @ApiProperty({
    ...TIME,
    description: 'When somebody who cannot be there was last looked for, as Test Connection does.',
  })
  lastTestConnectionAt!: string | null;

  @ApiProperty({ ...TIME, description: 'The last write that was done.' })
  lastWriteAt!: string | null;

  @ApiProperty({ ...TIME, description: 'The last sign-in that was refused.' })
  lastRefusedSignInAt!: string | null;

  @ApiProperty({
    type: [EndingAnswer],
    description:
      'Credentials that end within 30 days, or have ended, and that Entra needs; links made for more than 30 days too. The first to end first.',
  })
  ending!: EndingAnswer[];

  @ApiProperty({
    type: Boolean,
    nullable: true,
    description:
      "Whether the newest user has a GUID as `externalId`, as the mapping of Entra's `objectId` gives; null without users.",
    example: true,
  })
  externalIdIsObjectId!: boolean | null;

  @ApiProperty({ type: DirectoryAnswer, nullable: true, description: 'null when counting took too long.' })
  directory!: DirectoryAnswer | null;

  @ApiProperty({
    type: [FailuresAnswer],
    description: 'Of this hour and the 23 before, the most frequent first.',
  })
  failures!: FailuresAnswer[];

  @ApiProperty({
    type: [IgnoredAnswer],
    description:
      'Attributes that writes of this hour and the 23 before held, and that no schema of the tenant has: nothing stores them. The most frequent first; `(others)` stands for what is beyond 40 an hour.',
  })
  ignoredAttributes!: IgnoredAnswer[];

  @ApiProperty({ type: [HourAnswer], description: 'This hour and the 47 before, the oldest first.' })
  hours!: HourAnswer[];
}
