/** A member's standing at a moment. */
export interface Standing {
  banned: boolean;
  /** In the future, or null. */
  suspendedUntil: Date | null;
  /** Every comment is held for a moderator. */
  premoderated: boolean;
  /** Has an unread warning. */
  warned: boolean;
}

/** An unread warning: the decision's id, the broken rule's anchor and the moderator's text. */
export interface UnreadWarning {
  id: number;
  reason: string | null;
  note: string;
}

interface StandingRow {
  bannedAt: Date | null;
  suspensionEndsAt: Date | null;
  premoderated: boolean | null;
  warnedAt: Date | null;
  acknowledgedAt: Date | null;
}

/** Converts a row of `member_standings` to the standing at `now`; all null if the member has none. */
export function toStanding(row: StandingRow | null | undefined, now: Date = new Date()): Standing {
  const ends = row?.suspensionEndsAt ?? null;
  const warned = row?.warnedAt ?? null;
  return {
    banned: Boolean(row?.bannedAt),
    suspendedUntil: ends && ends > now ? ends : null,
    premoderated: row?.premoderated ?? false,
    warned: warned !== null && !(row?.acknowledgedAt && row.acknowledgedAt >= warned),
  };
}

/** Whether a member with this standing may take part: write, vote, react, report, sign in. */
export function mayParticipate({ banned, suspendedUntil }: Pick<Standing, "banned" | "suspendedUntil">): boolean {
  return !banned && suspendedUntil === null;
}
