import type postgres from "postgres";

/** Positions of the primary that are remembered: with four a second, a standby that is further behind is not current. */
const maxWritten = 60;

/** How far a server has written or replayed its write-ahead log. */
export interface ReplayPosition {
  /** In bytes. */
  lsn: bigint;
  /** The timeline of the last row of the change log; 0 without rows. */
  timeline: number;
}

/** Finds the time (`performance.now()`) at which the primary was where a standby is now. */
export class ReplayProgress {
  /** How far the primary had written its log, oldest first. */
  #written: ({ at: number } & ReplayPosition)[] = [];

  /** Notes how far the primary had written. `at` is from before it was asked (`performance.now()`). */
  noteWritten(at: number, position: ReplayPosition): void {
    this.#written.push({ at, ...position });
    if (this.#written.length > maxWritten) this.#written.shift();
  }

  /** The last moment at which the primary had written no more than a standby has replayed; -Infinity if none is known. */
  findTime(replayed: ReplayPosition): number {
    const last = this.#written.findLastIndex((written) => hasReplayed(replayed, written));
    if (last > 0) this.#written.splice(0, last);
    return last < 0 ? Number.NEGATIVE_INFINITY : (this.#written[0]?.at ?? Number.NEGATIVE_INFINITY);
  }
}

/**
 * Whether a server at `replayed` has every change of a primary at `written`. After a promotion bytes are not enough: a
 * standby that still follows the former primary may have more of them. It lacks the first change of the new timeline; a
 * standby that has that change has all before it. Without rows in the change log nothing has changed for a day.
 */
export function hasReplayed(replayed: ReplayPosition, written: ReplayPosition): boolean {
  if (written.timeline > 0 && replayed.timeline !== written.timeline) return replayed.timeline > written.timeline;
  return replayed.lsn >= written.lsn;
}

/** Reads how far a primary has written its log; throws on a standby. */
export async function readWrittenPosition(sql: postgres.Sql): Promise<ReplayPosition> {
  const [row] = await sql<{ lsn: string; timeline: number }[]>`
    select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text as lsn,
      coalesce((select max(timeline) from changes), 0) as timeline`;
  return { lsn: BigInt(row?.lsn ?? 0), timeline: row?.timeline ?? 0 };
}

/** How far a standby has replayed the primary's log (bytes); 0 on a primary. */
export async function readReplayedPosition(sql: postgres.Sql): Promise<bigint> {
  const [row] = await sql<{ lsn: string }[]>`
    select coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0'), 0)::text as lsn`;
  return BigInt(row?.lsn ?? 0);
}
