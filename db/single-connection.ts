import postgres from "postgres";

/**
 * Does work on a connection of its own, which is closed afterwards, also after a failure. `options`: further ones of
 * postgres.js.
 */
export async function withConnection<T>(
  url: string,
  work: (sql: postgres.Sql) => Promise<T>,
  options: Pick<postgres.Options<Record<string, never>>, "connect_timeout" | "idle_timeout" | "prepare"> = {},
): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, ...options });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/**
 * Opens the only connection of long work: its transaction or its locks belong to it, so it is never replaced.
 * @param url never through a pooler that changes the session between transactions (`directUrl`)
 * @param name what PostgreSQL calls it
 */
export function openSession(url: string, name: string): postgres.Sql {
  return postgres(url, {
    max: 1,
    // postgres.js would replace it after an hour.
    max_lifetime: null,
    idle_timeout: 0,
    connect_timeout: 10,
    prepare: false,
    onnotice: () => {},
    connection: { application_name: name },
  });
}

export interface LastingConnectionOptions
  extends Partial<
    Pick<postgres.Options<Record<string, never>>, "connect_timeout" | "prepare" | "backoff" | "onclose" | "connection">
  > {
  /** Called with each notification that arrives. */
  onnotify?: (channel: string, payload: string) => void;
}

/**
 * Opens one connection that stays open, for what watches or follows the database. It does not ask for the array types,
 * and postgres.js does not replace it after an hour.
 */
export function openLastingConnection(url: string, options: LastingConnectionOptions): postgres.Sql {
  return postgres(url, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    fetch_types: false,
    onnotice: () => {},
    ...options,
  });
}
