import type postgres from "postgres";

/** Positions of the primary that are remembered: with four a second, a standby that is further behind is not current. */
const maxWritten = 60;

/** Finds the time (`performance.now()`) at which the primary was where a standby is now. */
export class ReplayProgress {
  /** How far the primary had written its log, oldest first. */
  #written: { at: number; lsn: bigint }[] = [];

  /** Notes how far the primary had written. `at` is from before it was asked (`performance.now()`). */
  noteWritten(at: number, lsn: bigint): void {
    this.#written.push({ at, lsn });
    if (this.#written.length > maxWritten) this.#written.shift();
  }

  /** The last moment at which the primary had written no more than this; -Infinity if none is known. */
  findTime(replayed: bigint): number {
    const last = this.#written.findLastIndex(({ lsn }) => lsn <= replayed);
    if (last > 0) this.#written.splice(0, last);
    return last < 0 ? Number.NEGATIVE_INFINITY : (this.#written[0]?.at ?? Number.NEGATIVE_INFINITY);
  }
}

/** How far a primary has written its log (bytes); throws on a standby. */
export async function readWrittenPosition(sql: postgres.Sql): Promise<bigint> {
  const [row] = await sql<{ lsn: string }[]>`select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text as lsn`;
  return BigInt(row?.lsn ?? 0);
}

/** How far a standby has replayed the primary's log (bytes); 0 on a primary. */
export async function readReplayedPosition(sql: postgres.Sql): Promise<bigint> {
  const [row] = await sql<{ lsn: string }[]>`
    select coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0'), 0)::text as lsn`;
  return BigInt(row?.lsn ?? 0);
}
