import { type Standing, toStanding } from "#features/members/standing/rules.ts";

/** The columns of `member_standings` as a raw SQL statement returns them. */
export interface StandingRow {
  [column: string]: unknown;
  banned_at: string | null;
  suspension_ends_at: string | null;
  premoderated: boolean | null;
  warned_at: string | null;
  acknowledged_at: string | null;
}

/** Parses a timestamp of such a row. */
export const toDate = (text: string | null) => (text ? new Date(text) : null);

/** Derives the standing from such a row. */
export function standingFromRow(row: StandingRow): Standing {
  return toStanding({
    bannedAt: toDate(row.banned_at),
    suspensionEndsAt: toDate(row.suspension_ends_at),
    premoderated: row.premoderated,
    warnedAt: toDate(row.warned_at),
    acknowledgedAt: toDate(row.acknowledged_at),
  });
}
