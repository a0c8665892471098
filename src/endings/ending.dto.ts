import { ApiProperty } from '@nestjs/swagger';
import { DAYS_LEFT, ReplacementAnswer } from '../tenants/credentials/life.dto.js';
import { endingWords } from './ending-words.js';
import { ENDING_KINDS, type Ending, type EndingKind } from './missed-credentials.js';

/** A credential that will be missed. */
export class EndingAnswer {
  @ApiProperty({ enum: ENDING_KINDS, example: 'access-code' })
  kind!: EndingKind;

  @ApiProperty({ example: '0mk3z9c1q7x2v5bn' })
  id!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of a client secret; of a secret of an application, that of the application.',
    example: null,
  })
  clientId!: string | null;

  @ApiProperty({ example: 'idk_a8F3kQ2z' })
  hint!: string;

  @ApiProperty({ format: 'date-time', example: '2027-01-15T00:00:00.000Z' })
  endsAt!: string;

  @ApiProperty(DAYS_LEFT)
  daysLeft!: number | null;

  @ApiProperty({ type: ReplacementAnswer, nullable: true, description: 'What it was rotated to.' })
  replacedBy!: ReplacementAnswer | null;

  @ApiProperty({
    description: 'What ends, and what to do about it.',
    example:
      'The access code idk_a8F3kQ2z… ends in 12 days, on 15 January 2027 at 00:00 UTC: Entra is refused from then on. Rotate it in Settings > Active Directory, and enter the new one as Secret Token in Entra',
  })
  meaning!: string;
}

export function endingAnswer(ending: Ending): EndingAnswer {
  const { kind, id, clientId, hint, endsAt, daysLeft, replacedBy } = ending;
  return {
    kind,
    id,
    clientId,
    hint,
    endsAt: new Date(endsAt).toISOString(),
    daysLeft,
    replacedBy: replacedBy && {
      hint: replacedBy.hint,
      lastUsedAt: replacedBy.lastUsedAt === null ? null : new Date(replacedBy.lastUsedAt).toISOString(),
    },
    meaning: endingWords(ending),
  };
}
