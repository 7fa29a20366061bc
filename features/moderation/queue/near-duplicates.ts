import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";

/** Hashes of 64 that two fingerprints must have in common. Lower than the screening's: a moderator sees the texts before deciding. */
const minEqualHashes = 48;
/** Bands of 16 that only texts above that similarity share, so that the hashes of a copy need not be compared. */
const minSharedBands = 12;
/**
 * The comments of each band that are compared, on either side of the comment in the order of ids. Neighbours, because the newest of a
 * wave of spam may be decided already while hundreds of older ones wait.
 */
const maxNeighbours = 50;
/** The limit of the counts. */
export const maxCountedAlike = 100;

/**
 * A subquery of the waiting comments whose texts nearly repeat the text of another (`id`), which is not among them.
 * Fingerprints are deleted after `moderation.repeatHours`; later it finds nothing.
 */
export const selectAlike = (id: SQL): SQL => sql`
  select waits.comment_id
  from (
    select neighbour.comment_id, count(*) as bands
    from comment_fingerprint_bands as own
    cross join lateral (
      (select comment_id from comment_fingerprint_bands
        where band = own.band and comment_id < own.comment_id order by comment_id desc limit ${maxNeighbours})
      union all
      (select comment_id from comment_fingerprint_bands
        where band = own.band and comment_id > own.comment_id order by comment_id limit ${maxNeighbours})
    ) as neighbour
    where own.comment_id = ${id}
    group by neighbour.comment_id
  ) as near
  join lateral (select comment_id from moderation_queue where comment_id = near.comment_id offset 0) as waits on true
  join comment_fingerprints as other on other.comment_id = near.comment_id
  join comment_fingerprints as own on own.comment_id = ${id}
  where near.bands >= ${minSharedBands}
    or (select count(*) from unnest(own.signature, other.signature) as pair (a, b) where a = b) >= ${minEqualHashes}`;

/** The other waiting comments that a moderator may want to decide on together with one, up to `maxCountedAlike`. */
export interface DecidableTogether {
  /** With nearly the same text. */
  alike: number;
  /** By the same member. */
  byMember: number;
}

/** Counts them for each waiting comment of a page, in one statement. */
export async function countDecidableTogether(db: Executor, ids: number[]): Promise<Map<number, DecidableTogether>> {
  const rows = await db.execute<{ id: number; alike: number; by_member: number }>(sql`
    select waiting.comment_id as id,
      (select count(*)::int from (${selectAlike(sql`waiting.comment_id`)} limit ${maxCountedAlike}) as alike) as alike,
      (select count(*)::int from (
        select from moderation_queue as other
        where other.member_id = waiting.member_id and other.comment_id <> waiting.comment_id limit ${maxCountedAlike}
      ) as others) as by_member
    from unnest(${toIdArray(ids)}) as requested (id)
    join moderation_queue as waiting on waiting.comment_id = requested.id`);
  return new Map(rows.map((row) => [Number(row.id), { alike: row.alike, byMember: row.by_member }]));
}
