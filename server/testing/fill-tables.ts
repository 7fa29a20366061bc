import type postgres from "postgres";
import { hashGuestAddress } from "#features/members/guest-comments/address-hmac.ts";

/** What every personal text of a filled table contains. */
export const marker = "zz-private";
export const memberEmail = `${marker}@example.org`;

interface Column {
  name: string;
  type: string;
  /** The values of an enum. */
  labels: string[] | null;
  isGenerated: boolean;
  isIdentity: boolean;
}

/** What a row needs so that the rules concern it. */
const values: Record<string, Record<string, unknown>> = {
  articles: { status: "published" },
  comment_guests: {
    get address_hmac() {
      return hashGuestAddress(memberEmail);
    },
  },
  comments: { parent_id: null, depth: 0, status: "visible" },
  dsa_notices: { sender_erased_at: null },
  feed_items: { state: "waiting", duplicate_of_id: null },
  member_sessions: { revoked_at: null },
  members: { deleted_at: null, email: memberEmail, role: "editor" },
  newsletter_signups: { address: memberEmail, expires_at: new Date().toISOString() },
  newsletter_subscribers: { address: memberEmail, state: "ended", rhythm: "monthly" },
  staff_invitations: { email: memberEmail },
  watched_votes: { state: "counted" },
};

/** Lists the tables of the site with their columns. */
export async function listColumns(sql: postgres.Sql): Promise<Map<string, Column[]>> {
  const rows = await sql<(Column & { table: string })[]>`
    select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type, a.attgenerated <> '' as "isGenerated", a.attidentity <> '' as "isIdentity",
      (select array_agg(e.enumlabel order by e.enumsortorder) from pg_enum as e where e.enumtypid = a.atttypid) as labels
    from pg_class as c join pg_attribute as a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum`;
  return Map.groupBy(rows, ({ table }) => table);
}

/**
 * Fills every table with one row, whose numbers are all 1, as member 1 would have left it. Without triggers and checks: what counts
 * is that each column has something in it.
 */
export async function fillTables(sql: postgres.Sql): Promise<void> {
  const tables = await listColumns(sql);
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const [table, columns] of tables) {
      const filled = columns.filter(({ isGenerated }) => !isGenerated);
      const names = filled.map(({ name }) => `"${name}"`).join(", ");
      const list = filled.map((column) => sampleValue(table, column)).join(", ");
      await tx.unsafe(`insert into "${table}" (${names}) overriding system value values (${list})`);
      if (columns.some(({ name, isIdentity }) => name === "id" && isIdentity))
        await tx.unsafe(`alter table "${table}" alter column id restart with 1000`);
    }
  });
}

/** Drops the checks of all columns: a generic row does not have to be a plausible one. */
export async function dropChecks(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    do $$ declare one record; begin
      for one in select conrelid::regclass as name, conname from pg_constraint
        where contype = 'c' and connamespace = 'public'::regnamespace
      loop execute format('alter table %s drop constraint %I', one.name, one.conname); end loop;
    end $$`);
}

function sampleValue(table: string, { name, type, labels }: Column): string {
  const special = values[table]?.[name];
  if (special === null) return "null";
  if (special !== undefined) return `'${String(special)}'`;
  if (labels) return `'${labels[0]}'`;
  if (type.endsWith("[]")) return type === "text[]" ? `'{${marker}}'` : "'{1}'";
  if (type.startsWith("timestamp")) return isEnd(name) ? "now() + interval '1 hour'" : "now()";
  const byType: Record<string, string> = {
    bigint: "1",
    integer: "1",
    smallint: "1",
    numeric: "1",
    real: "1",
    "double precision": "1",
    boolean: "true",
    date: "(now() at time zone 'utc')::date",
    jsonb: `'{"text": "${marker}"}'`,
    xid8: "'1'",
    bytea: `'${marker}'::bytea`,
    uuid: "gen_random_uuid()",
    tsvector: `to_tsvector('simple', '${marker}')`,
    text: name.endsWith("media_id") || (table === "media" && name === "id") ? `'${"a".repeat(24)}'` : `'${marker}'`,
  };
  const value = byType[type];
  if (value === undefined) throw new Error(`No value for ${table}.${name}, a ${type}.`);
  return value;
}

/** Columns that hold the time until which something is valid. */
const isEnd = (name: string) => name === "expires_at" || name === "erase_at";
