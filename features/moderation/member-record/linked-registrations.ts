import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { Standing } from "#features/members/standing/rules.ts";
import { type StandingRow, standingFromRow } from "./standing-rows.ts";

/** Linked registrations that are listed by name. */
const maxLinkedNamed = 10;

interface LinkedMember {
  id: number;
  name: string;
  registeredAt: Date;
  standing: Standing;
}

/** The number of linked registrations, and the newest of them. */
export interface LinkedRegistrations {
  count: number;
  members: LinkedMember[];
}

/** Finds the members who were registered from the same network within a day. */
export async function findLinkedRegistrations(db: Executor, id: number): Promise<LinkedRegistrations> {
  const rows = await db.execute<{ id: string; name: string; registered_at: string; total: number } & StandingRow>(sql`
    select m.id, m.name, m.created_at as registered_at, s.banned_at, s.suspension_ends_at, s.premoderated, s.warned_at, s.acknowledged_at,
      count(*) over ()::int as total
    from (
      select distinct other.member_id
      from registration_networks as mine
      join registration_networks as other on other.day = mine.day and other.hash = mine.hash and other.member_id <> mine.member_id
      where mine.member_id = ${id}
        and other.created_at between mine.created_at - interval '1 day' and mine.created_at + interval '1 day'
    ) as linked
    join members as m on m.id = linked.member_id
    left join member_standings as s on s.member_id = m.id
    order by m.id desc limit ${maxLinkedNamed}`);
  return {
    count: rows[0]?.total ?? 0,
    members: rows.map((row) => ({
      id: Number(row.id),
      name: row.name,
      registeredAt: new Date(row.registered_at),
      standing: standingFromRow(row),
    })),
  };
}
