import { Column, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';

/** What a tenant has decided about the sign-in of its people; a tenant without a row goes by `USUAL_RULE`. */
@Table('sign_in_rules', { atTenantDeletion: 'removed-with-it' })
export class SignInRule {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** Whether its people may sign in. */
  @Column({ type: 'boolean' })
  enabled!: boolean;

  /** The attribute of a user that holds the object id of the person in Entra. */
  @Column({ name: 'match_attribute', type: 'varchar', length: 255 })
  matchAttribute!: string;

  /** The login host of the cloud that the tenant is in; null for the first of the settings. */
  @Column({ name: 'login_host', type: 'varchar', length: 255, nullable: true })
  loginHost!: string | null;
}
