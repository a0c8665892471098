import { DataSource, type DataSourceOptions } from 'typeorm';

/**
 * TypeORM's data source of the service: it takes entities written in the types of MySQL on SQLite too, and before it
 * closes its connections it closes what was opened beside them. So whoever destroys it, Nest or a script, does it in
 * the right order.
 */
export class ServiceDataSource extends DataSource {
  private readonly closings: (() => Promise<unknown>)[] = [];

  constructor(options: DataSourceOptions) {
    super(options);
    // SQLite takes any name of a type and goes by the affinity that it has: of MEDIUMTEXT, TEXT.
    if (options.type === 'better-sqlite3') this.driver.supportedDataTypes.push('mediumtext');
  }

  beforeDestroy(close: () => Promise<unknown>): void {
    this.closings.push(close);
  }

  override async destroy(): Promise<void> {
    for (const close of this.closings.splice(0)) await close();
    await super.destroy();
  }
}
