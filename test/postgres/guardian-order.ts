export interface PostgresOptions {
  /** Settings for postgresql.conf beside, or instead of, those of `create-cluster.ts`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where `initdb` and `postgres` of another PostgreSQL are, say `/usr/lib/postgresql/15/bin`. */
  readonly binDirectory?: string;
  /** A free one if left out. */
  readonly port?: number;
}

/** What the starting process asks of the guardian. Each is carried out after the one before, and answered once. */
export type GuardianOrder =
  | { readonly do: 'start'; readonly options: PostgresOptions }
  | { readonly do: 'restart'; readonly port: number | undefined }
  | { readonly do: 'kill' }
  | { readonly do: 'shut down' }
  | { readonly do: 'stop' };

export interface NumberedOrder {
  readonly number: number;
  readonly order: GuardianOrder;
}

/** What is true of a server once it takes connections. */
export interface ServerFacts {
  readonly pid: number;
  readonly port: number;
  readonly major: number;
  readonly dataDirectory: string;
  readonly binDirectory: string;
}

export interface GuardianAnswer {
  readonly number: number;
  readonly facts?: ServerFacts | undefined;
  readonly failure?: string;
}
