import type postgres from "postgres";
import type { CommitPosition } from "./commit-hooks.ts";
import { isFunctionRefused } from "./errors.ts";
import type { LiveMessage, Urgency } from "./invalidation.ts";
import { primaryTimeline } from "./schema/columns.ts";

/** A row of the change log that has become visible. */
export interface Change {
  id: number;
  timeline: number;
  xid: bigint;
  tags: string[];
  urgency: Urgency;
  messages: LiveMessage[];
}

/**
 * How far a process has read the change log. Rows become visible in the order of the commits, which is neither that of
 * their ids nor that of their transactions, so this is a snapshot: what was visible in it has been read.
 */
export interface ChangeLogPosition {
  timeline: number;
  /** Every row of a transaction before this one has been read. */
  xmin: bigint;
  /** No row of this transaction or a later one has been read, except `seen`. */
  next: bigint;
  /** Transactions before `next` that were running. A primary lists them, a standby does not. */
  running: readonly string[];
  /** On a standby: the rows that were read of transactions from `next` on, with their transactions. */
  seen: ReadonlyMap<number, bigint>;
  /** On a standby with too many of those: rows of transactions before this one may have been left out. */
  skipped?: bigint | undefined;
}

/** What a read of the log has found. */
export interface ChangeLogPage {
  changes: Change[];
  position: ChangeLogPosition;
  /**
   * What `changes` does not say. `lostCommits`: the server was promoted, or has crashed. All rows that were added are
   * in `changes`, but commits that pages show may be lost. `unknownChanges`: too many rows were new, or transaction ids
   * or the clock began again, so everything may have changed.
   */
  gap: "none" | "lostCommits" | "unknownChanges";
  /** The server's clock, in ms. */
  at: number;
  isStandby: boolean;
}

/** Rows read at once. A minute without a connection leaves about 12,000 at 200 changes a second. */
const maxChanges = 50_000;

/** Ids remembered on a standby, where a long transaction keeps all rows after its beginning from counting as read. */
const maxSeen = 50_000;

/** Whether the changes of this transaction have been read at `position`. */
export function hasRead({ timeline, next, running, seen }: ChangeLogPosition, commit: CommitPosition): boolean {
  if (commit.timeline !== timeline) return commit.timeline < timeline;
  if (commit.xid < next) return !running.includes(String(commit.xid));
  return [...seen.values()].includes(commit.xid);
}

type Row = [
  id: number,
  timeline: number,
  xid: string,
  tags: string[],
  urgency: Urgency,
  messages: LiveMessage[] | null,
];

interface Answer {
  at: number;
  isStandby: boolean;
  /** The primary's timeline; on a standby that of the last change. */
  timeline: number;
  xmin: string;
  xmax: string;
  running: string[];
  changes: Row[];
}

/** A `Row`. */
const rowColumns = "json_build_array(c.id, c.timeline, c.xid::text, c.tags, c.urgency, c.messages)";

/**
 * The condition compares (timeline, xid), as the primary key does: rows that a promoted standby writes come after all
 * rows of the former primary, also if it uses its transaction ids again. Parameters: timeline, next, running, seen,
 * limit.
 */
const readStatement = `
  select
    (extract(epoch from clock_timestamp()) * 1000)::float8 as at,
    pg_is_in_recovery() as "isStandby",
    case when pg_is_in_recovery() then coalesce((select max(timeline) from changes), 0)
      else ${primaryTimeline} end as timeline,
    pg_snapshot_xmin(s)::text as xmin,
    pg_snapshot_xmax(s)::text as xmax,
    (select coalesce(json_agg(x::text), '[]') from pg_snapshot_xip(s) as x) as running,
    (select coalesce(json_agg(${rowColumns} order by c.timeline, c.id), '[]')
      from (
        (select * from changes where (timeline, xid) >= ($1::integer, $2::text::xid8)
            and id not in (select unnest($4::text::bigint[]))
          order by timeline, xid, id limit $5::integer)
        union all
        select c.* from unnest($3::text::xid8[]) as r (xid) join changes as c on c.timeline = $1::integer and c.xid = r.xid
      ) as c) as changes
  from pg_current_snapshot() as s`;

/**
 * Rows whose transactions count as read, but which were written after the last read: a server that crashed has assigned
 * these ids again. Parameters: timeline, next, running, the time of the last read in seconds, limit.
 */
const readReusedIdsStatement = `
  select ${rowColumns} as row from changes as c
  where created_at >= to_timestamp($4::float8) and (timeline, xid) < ($1::integer, $2::text::xid8)
    and xid <> all ($3::text::xid8[])
  order by id limit $5::integer`;

const deleteForeignStatement = `
  delete from changes where not pg_is_in_recovery() and (timeline, xid) >= (
    case when pg_is_in_recovery() then 0 else ${primaryTimeline} end,
    pg_snapshot_xmax(pg_current_snapshot()))`;

/** Beyond every transaction: with this position no row is read. */
const nothing: ChangeLogPosition = {
  timeline: 2 ** 31 - 1,
  xmin: 0n,
  next: 2n ** 64n - 1n,
  running: [],
  seen: new Map(),
};

/**
 * Identifies the server's cluster and database. A standby has the identity of its primary; a copy that was restored into
 * another cluster has another. Empty if the server does not tell this role.
 */
export async function readDatabaseIdentity(sql: postgres.Sql): Promise<string> {
  try {
    const [row] = await sql<{ identity: string }[]>`
      select system_identifier || '/' || (select oid from pg_database where datname = current_database()) as identity
      from pg_control_system()`;
    return row?.identity ?? "";
  } catch (error) {
    if (isFunctionRefused(error)) return "";
    throw error;
  }
}

/**
 * When a standby was started; empty on a primary. After a restart a standby may answer before it has replayed all that it
 * had shown, and so may another standby at the same address.
 */
export async function readStandbyStart(sql: postgres.Sql): Promise<string> {
  const [row] = await sql<{ start: string }[]>`
    select case when pg_is_in_recovery() then pg_postmaster_start_time()::text else '' end as start`;
  return row?.start ?? "";
}

/**
 * Deletes rows that a dump brought from another cluster: their transaction ids lie in the future of this one. Rows of
 * transactions that commit meanwhile are not visible to the statement.
 */
export async function deleteForeignChanges(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(deleteForeignStatement);
}

/**
 * Throws an Error if the server accepts writes although another one was promoted since `position` was read: its history
 * is another one, and what it accepts will be lost.
 */
export function refuseFormerPrimary(
  server: { isStandby: boolean; timeline: number },
  position: Pick<ChangeLogPosition, "timeline">,
): void {
  if (server.isStandby || server.timeline >= position.timeline) return;
  throw new Error(
    `The database's address leads to a former primary (timeline ${server.timeline}; ${position.timeline} was read before): stop that server, and connect to the primary. If the database was restored to an earlier timeline on purpose, restart this process.`,
  );
}

/** Returns the current end of the log: all that is visible now counts as read. */
export async function findChangeLogEnd(sql: postgres.Sql): Promise<ChangeLogPage> {
  const answer = await read(sql, nothing);
  const position = nextPosition(answer, [], { ...nothing, timeline: answer.timeline });
  return { changes: [], position, gap: "none", at: answer.at, isStandby: answer.isStandby };
}

/**
 * Reads the rows that have become visible on this server since `position`, each exactly once on a primary. Continuing
 * from a position of another server of the same cluster may return rows again, and misses none. Throws an Error if the
 * server is a former primary.
 * @param lastAt on a new connection to a primary: the time (`at`) of the last read. If the server has crashed since, it
 *   assigns transaction ids again that were not on its disk.
 */
export async function readChanges(
  sql: postgres.Sql,
  position: ChangeLogPosition,
  lastAt?: number,
): Promise<ChangeLogPage> {
  const [answer, reused] = await Promise.all([
    read(sql, position),
    lastAt === undefined ? [] : readRowsWithReusedIds(sql, position, lastAt),
  ]);
  refuseFormerPrimary(answer, position);
  const changes = [...reused, ...answer.changes].map(toChange);
  const next = nextPosition(answer, changes, position);
  const isOverfull = changes.length >= maxChanges || next.skipped !== position.skipped;
  const isPromoted = next.timeline !== position.timeline;
  // The server has crashed, or its files were replaced by an earlier copy: transaction ids repeat. After a promotion
  // they may also be lower than before, but all rows of the new timeline are new.
  const xmax = BigInt(answer.xmax);
  const isBehind = !isPromoted && (xmax < position.xmin || (!answer.isStandby && xmax < position.next));
  // With a clock that was set back, what was written since may be dated before `lastAt`.
  const isClockBack = !isPromoted && lastAt !== undefined && answer.at < lastAt;
  const isUnknown = isOverfull || isClockBack || (isBehind && lastAt === undefined);
  const gap = isUnknown ? "unknownChanges" : isPromoted || isBehind ? "lostCommits" : "none";
  return { changes, position: next, gap, at: answer.at, isStandby: answer.isStandby };
}

/** The log is read past any pooler (`directUrl`) and on standbys, four times a second by each process. */
const canPrepare = () => globalThis.vigieCanPrepare === true || Boolean(process.env.DATABASE_DIRECT_URL);

async function read(sql: postgres.Sql, { timeline, next, running, seen }: ChangeLogPosition): Promise<Answer> {
  const list = (values: Iterable<unknown>) => `{${[...values].join(",")}}`;
  const [answer] = await sql.unsafe<Answer[]>(
    readStatement,
    [timeline, String(next), list(running), list(seen.keys()), maxChanges],
    { prepare: canPrepare() },
  );
  if (!answer) throw new Error("The change log returned nothing.");
  return answer;
}

/**
 * Reads what `readReusedIdsStatement` describes: nothing, unless the server has crashed. Times in the log are rounded to
 * the ms, hence the one more.
 */
async function readRowsWithReusedIds(
  sql: postgres.Sql,
  { timeline, next, running }: ChangeLogPosition,
  lastAt: number,
): Promise<Row[]> {
  const rows = await sql.unsafe<{ row: Row }[]>(
    readReusedIdsStatement,
    [timeline, String(next), `{${running.join(",")}}`, (lastAt + 1) / 1_000, maxChanges],
    { prepare: false },
  );
  return rows.map(({ row }) => row);
}

function nextPosition(answer: Answer, changes: readonly Change[], former: ChangeLogPosition): ChangeLogPosition {
  const timeline = Math.max(former.timeline, answer.timeline);
  const xmin = BigInt(answer.xmin);
  if (!answer.isStandby) return { timeline, xmin, next: BigInt(answer.xmax), running: answer.running, seen: new Map() };
  // The snapshot of a standby does not list what is running, so rows from xmin on are read again, without those that are
  // known.
  const isSkipping = former.skipped !== undefined && xmin < former.skipped;
  const lower = isSkipping && former.next > xmin ? former.next : xmin;
  const read = [...former.seen, ...changes.map(({ id, xid }): [number, bigint] => [id, xid])];
  const seen = new Map(read.filter(([, xid]) => xid >= lower));
  // A transaction has been open for very long. Rows of transactions that run now are left out until all have ended.
  if (seen.size > maxSeen) {
    const next = BigInt(answer.xmax);
    return { timeline, xmin, next, running: [], seen: new Map(), skipped: next };
  }
  return { timeline, xmin, next: lower, running: [], seen, skipped: isSkipping ? former.skipped : undefined };
}

function toChange([id, timeline, xid, tags, urgency, messages]: Row): Change {
  return { id, timeline, xid: BigInt(xid), tags, urgency, messages: messages ?? [] };
}
