import { type Standing, standingOf } from "../rules.ts";

/** The columns of `member_standings` as a written-out statement gives them. */
export interface StandingRow {
  [column: string]: unknown;
  banned_at: string | null;
  suspension_ends_at: string | null;
  premoderated: boolean | null;
  warned_at: string | null;
  acknowledged_at: string | null;
}

/** A moment of such a row. */
export const date = (text: string | null) => (text ? new Date(text) : null);

/** What holds for the member of such a row. */
export function standingFrom(row: StandingRow): Standing {
  return standingOf({
    bannedAt: date(row.banned_at),
    suspensionEndsAt: date(row.suspension_ends_at),
    premoderated: row.premoderated,
    warnedAt: date(row.warned_at),
    acknowledgedAt: date(row.acknowledged_at),
  });
}
