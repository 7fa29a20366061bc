/** What holds for a member at a moment. */
export interface Standing {
  banned: boolean;
  /** In the future, else null. */
  suspendedUntil: Date | null;
  /** Every comment waits for a moderator. */
  premoderated: boolean;
  /** Warned, and has not yet said to have read it. */
  warned: boolean;
}

/** A warning that a member has yet to read: the decision's id, the broken rule's anchor and the moderator's words. */
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

/** A row of `member_standings` as it holds at `now`; all null where a member has none. */
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

/** Whether somebody of this standing may take part: write, vote, react, report, sign in. */
export function mayParticipate({ banned, suspendedUntil }: Pick<Standing, "banned" | "suspendedUntil">): boolean {
  return !banned && suspendedUntil === null;
}
