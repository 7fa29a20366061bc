import postgres from "postgres";
import { OperatorError } from "#lib/operator-error.ts";

/** PostgreSQL 15: the oldest with all that the migrations use, and still maintained. */
const oldestVersion = 150_000;

/** Throws an OperatorError with one line if the operator's own database cannot be reached or used. */
export async function checkDatabase(url: string): Promise<void> {
  const { hostname, port, pathname } = new URL(url);
  const where = `${hostname}:${port || 5432}${pathname}`;
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    const [row] = await sql`
      select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding`;
    if (row?.version < oldestVersion) {
      throw new OperatorError(
        `The database at ${where} is PostgreSQL ${Math.floor(row?.version / 10_000)}: Vigie needs 15 or newer.`,
      );
    }
    if (row?.encoding !== "UTF8") {
      throw new OperatorError(
        `The database at ${where} is encoded in ${row?.encoding}: create one with ENCODING 'UTF8'.`,
      );
    }
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const reason = error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code : String(error);
    throw new OperatorError(
      `The database at ${where} does not answer (${reason}): start it, or correct DATABASE_URL, or unset it to use the embedded one.`,
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}
