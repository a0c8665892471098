import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, ValidateBy } from 'class-validator';
import { MAX_ADDRESS_LENGTH, isMailAddress } from './mail-address.js';

export const MAX_CONTACTS = 10;
const ADDRESS = 'it@contoso.example';
const EXPECTED = `expected e-mail addresses such as ${ADDRESS}, of at most ${MAX_ADDRESS_LENGTH} characters`;

export class SetContacts {
  @ApiProperty({
    type: [String],
    maxItems: MAX_CONTACTS,
    description: 'All of them: others are removed. One that is there stays as it is.',
    example: [ADDRESS],
  })
  @IsArray({ message: EXPECTED })
  @ArrayMaxSize(MAX_CONTACTS, { message: `expected at most ${MAX_CONTACTS} addresses` })
  @ValidateBy(
    { name: 'isMailAddress', validator: { validate: isMailAddress, defaultMessage: () => EXPECTED } },
    { each: true, message: EXPECTED },
  )
  addresses!: string[];
}

class ContactAnswer {
  @ApiProperty({ example: ADDRESS })
  address!: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-15T09:30:00.000Z' })
  createdAt!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description:
      'When its owner has unsubscribed: nothing is sent to it until it is removed and added again.',
    example: null,
  })
  unsubscribedAt!: string | null;
}

export class ContactsAnswer {
  @ApiProperty({ type: [ContactAnswer] })
  contacts!: ContactAnswer[];

  @ApiProperty({ description: 'Whether this deployment sends mails: `SMTP_URL` is set.', example: true })
  areMailsSent!: boolean;
}
