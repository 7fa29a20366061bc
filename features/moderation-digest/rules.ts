import { lastDigest } from "#features/notifications/mails/rules.ts";
import type { VerdictGroup } from "#features/screening/rules.ts";
import { parseLocalTime } from "#lib/dates.ts";

const dayMs = 86_400_000;

/**
 * A digest is sent within this time after Monday morning: a site that was down, or an upgrade in the middle of a week,
 * sends no news of long ago.
 */
export const maxDigestDelayMs = 2 * dayMs;

/** The week that a digest is about, from Monday to Monday in the site's zone, and the start of the week before. */
export interface DigestWeek {
  /** The Monday that names it, as in `2026-11-23`. */
  monday: string;
  before: Date;
  from: Date;
  to: Date;
}

/** The week whose digest is due at `now`: on Monday morning by a clock in the zone, and for two days. */
export function findDueWeek(now: Date, zone: string): DigestWeek | undefined {
  const { date, at } = lastDigest("weekly", now, zone);
  if (now.getTime() - at.getTime() > maxDigestDelayMs) return undefined;
  const mondays = [14, 7, 0].map((days) =>
    new Date(Date.parse(`${date}T12:00:00Z`) - days * dayMs).toISOString().slice(0, 10),
  );
  const [before, from, to] = mondays.map((day) => parseLocalTime(`${day}T00:00`, zone));
  if (!before || !from || !to) throw new Error(`The weeks before ${date} in ${zone} have no beginning.`);
  return { monday: mondays[1] ?? "", before, from, to };
}

/** How long comments waited for the decisions of a week (seconds); null without any. */
export interface WaitFigures {
  decided: number;
  median: number | null;
  /** Nine of ten waited no longer. */
  p90: number | null;
}

/** What the phases of a group caught among a week's comments, and how moderators decided on it. */
export interface GroupFigures {
  group: VerdictGroup;
  caught: number;
  agreed: number;
  disagreed: number;
}

/** A comment of which a digest says how it is, but never its text. */
export interface DigestComment {
  id: number;
  article: string;
}

export interface DigestFigures {
  /** The week's comments, by what they are now. */
  received: { all: number; published: number; waiting: number; refused: number };
  held: number;
  waits: { week: WaitFigures; before: WaitFigures };
  decisions: { byPeople: number; byRules: number };
  undone: number;
  overturned: number;
  groups: GroupFigures[];
  longest: (DigestComment & { since: Date })[];
  reported: (DigestComment & { reports: number; status: string })[];
  /** Visible comments, with their text as HTML. */
  best: (DigestComment & { author: string; html: string; reactions: number; featured: boolean })[];
}

/** Whether a week had nothing that a digest could tell. */
export const isEmptyWeek = ({ received, held, decisions, undone, overturned, longest, reported }: DigestFigures) =>
  received.all + held + decisions.byPeople + decisions.byRules + undone + overturned === 0 &&
  longest.length + reported.length === 0;
