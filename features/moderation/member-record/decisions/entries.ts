import { ruleTitle } from "#features/moderation/decisions/titles.ts";
import { hasMemberNote } from "#features/moderation/statements/rules.ts";
import type { Settings } from "#features/settings/schema.ts";
import { typeset } from "#lib/typography.ts";
import { createRecordFormatter, type RecordFormatter } from "../formatter.ts";
import { decisionExcerptLength, type MemberDecision } from "./queries.ts";

/** A decision or a note as a line. */
export interface RecordEntry {
  id: number;
  what: string;
  /** The rule that was broken, or what was noted. */
  why: string;
  note: string;
  /** How the comment begins. */
  excerpt: string;
  by: string;
  at: string;
  iso: string;
  undone: boolean;
  href: string | null;
}

/** One decision as a line. `own`: it is about who reads it, who is told no note that moderators made for one another. */
export function toRecordEntry(
  one: MemberDecision,
  { t, moment, iso, rule }: RecordFormatter,
  own = false,
): RecordEntry {
  // Of an article's thread nobody is the author.
  const subject = one.subject === "article" ? "member" : one.subject;
  const action = t(`moderation.memberRecord.decisionTitles.${subject}`, { action: one.action });
  const parts = one.parts > 0 ? t("moderation.memberRecord.withComments", { count: one.parts }) : "";
  const until = one.until ? t("moderation.memberRecord.until", { until: moment(one.until) }) : "";
  return {
    id: one.id,
    what: typeset([action, until, parts].filter(Boolean).join(" ")),
    why: typeset(rule(one.reason)),
    note: own && !hasMemberNote(one.action) ? "" : one.note,
    excerpt: shorten(one.excerpt),
    by: typeset(
      one.rule === null
        ? (one.by ?? t("moderation.memberRecord.nobody"))
        : t("moderation.memberRecord.byRule", { rule: ruleTitle(one.rule) }),
    ),
    at: moment(one.at),
    iso: iso(one.at),
    undone: one.undone,
    href: one.subject === "comment" ? `/comments/${one.subjectId}` : null,
  };
}

/** At most so many characters, on one line. */
function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > decisionExcerptLength ? `${line.slice(0, decisionExcerptLength).trimEnd()}…` : line;
}

/** A further page of decisions, as the summary's; `own` as in `toRecordEntry`. */
export function toRecordEntries(decisions: MemberDecision[], settings: Settings, own: boolean): RecordEntry[] {
  const say = createRecordFormatter(settings);
  return decisions.map((one) => toRecordEntry(one, say, own));
}
