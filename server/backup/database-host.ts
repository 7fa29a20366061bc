import type postgres from "postgres";
import { withConnection } from "#db/single-connection.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { superuserAddress } from "../postgres/superuser-address.ts";
import type { DatabaseHost } from "./target-database.ts";

/** How an archive gets into the site's database: by an exchange with a new one, or into it, because it is empty. */
type RestorePlace = { kind: "exchange"; host: DatabaseHost } | { kind: "empty"; url: string };

/**
 * Finds out how to restore: a new database is created beside the site's own and exchanged with it. In an operator's
 * PostgreSQL the role must be allowed to; otherwise DATABASE_URL must name an empty database.
 * @param isEmbedded whether the PostgreSQL of DATA_DIR serves the site
 */
export async function findRestorePlace(siteUrl: string, dataDir: string, isEmbedded: boolean): Promise<RestorePlace> {
  if (isEmbedded) return { kind: "exchange", host: { siteUrl, adminUrl: superuserAddress(dataDir, siteUrl) } };
  const findPlace = async (sql: postgres.Sql): Promise<RestorePlace> => {
    const [right] = await sql<{ mayCreate: boolean; owns: boolean; role: string; database: string; tables: number }[]>`
      select (r.rolcreatedb or r.rolsuper) as "mayCreate", pg_has_role(d.datdba, 'member') as owns,
        format('%I', r.rolname) as role, format('%I', d.datname) as database,
        (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname in ('public', 'drizzle', 'pgboss') and c.relkind in ('r', 'p')) as tables
      from pg_roles r, pg_database d where r.rolname = current_user and d.datname = current_database()`;
    if (right?.mayCreate && right.owns) {
      const adminUrl = Object.assign(new URL(siteUrl), { pathname: "/postgres" }).href;
      if (await canConnect(adminUrl)) return { kind: "exchange", host: { siteUrl, adminUrl } };
    }
    if (right?.tables === 0) return { kind: "empty", url: siteUrl };
    throw new OperatorError(
      `The role ${right?.role} may not create and rename databases, so the database ${right?.database} cannot be exchanged: run \`ALTER ROLE ${right?.role} CREATEDB;\` as the superuser and restore again, or \`CREATE DATABASE vigie_restored OWNER ${right?.role} TEMPLATE template0 ENCODING 'UTF8';\` and name that database in DATABASE_URL; nothing was changed.`,
    );
  };
  return withConnection(siteUrl, findPlace, { connect_timeout: 10 });
}

function canConnect(url: string): Promise<boolean> {
  return withConnection(url, (sql) => sql`select 1`, { connect_timeout: 10 }).then(
    () => true,
    () => false,
  );
}
