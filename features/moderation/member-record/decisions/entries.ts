import { ruleTitle } from "#features/moderation/decisions/titles.ts";
import { hasMemberNote } from "#features/moderation/statements/rules.ts";
import type { Settings } from "#features/settings/schema.ts";
import { typeset } from "#lib/typography.ts";
import { createRecordFormatter, type RecordFormatter } from "../formatter.ts";
import { decisionExcerptLength, type MemberDecision } from "./queries.ts";

/** A decision or a note as a line of the member record. */
export interface RecordEntry {
  id: number;
  what: string;
  /** The title of the rule that was broken. */
  why: string;
  note: string;
  /** The beginning of the comment. */
  excerpt: string;
  by: string;
  at: string;
  iso: string;
  undone: boolean;
  href: string | null;
}

/**
 * Formats one decision as a line.
 * @param own whether the decision is about the viewer, who then sees no note addressed to moderators
 */
export function toRecordEntry(
  decision: MemberDecision,
  { t, moment, iso, rule }: RecordFormatter,
  own = false,
): RecordEntry {
  // A decision on a thread is about no member; it never appears here.
  const subject = decision.subject === "article" ? "member" : decision.subject;
  const action = t(`moderation.memberRecord.decisionTitles.${subject}`, { action: decision.action });
  const parts = decision.parts > 0 ? t("moderation.memberRecord.withComments", { count: decision.parts }) : "";
  const until = decision.until ? t("moderation.memberRecord.until", { until: moment(decision.until) }) : "";
  return {
    id: decision.id,
    what: typeset([action, until, parts].filter(Boolean).join(" ")),
    why: typeset(rule(decision.reason)),
    note: own && !hasMemberNote(decision.action) ? "" : decision.note,
    excerpt: shorten(decision.excerpt),
    by: typeset(
      decision.rule === null
        ? (decision.by ?? t("moderation.memberRecord.nobody"))
        : t("moderation.memberRecord.byRule", { rule: ruleTitle(decision.rule) }),
    ),
    at: moment(decision.at),
    iso: iso(decision.at),
    undone: decision.undone,
    href: decision.subject === "comment" ? `/comments/${decision.subjectId}` : null,
  };
}

/** Shortens a text to one line of `decisionExcerptLength` characters. */
function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > decisionExcerptLength ? `${line.slice(0, decisionExcerptLength).trimEnd()}…` : line;
}

/** Formats a page of decisions; `own` as in `toRecordEntry`. */
export function toRecordEntries(decisions: MemberDecision[], settings: Settings, own: boolean): RecordEntry[] {
  const formatter = createRecordFormatter(settings);
  return decisions.map((decision) => toRecordEntry(decision, formatter, own));
}
