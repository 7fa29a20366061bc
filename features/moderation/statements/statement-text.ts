import { type CommunityRule, listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { type Locale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { insideQuotes } from "#lib/typography.ts";
import { appealEndsAt } from "../appeals/rules.ts";
import type { Statement } from "./queries.ts";
import { isAppealable } from "./rules.ts";

type StatementSubject = Pick<Statement, "action" | "before" | "after" | "cascadedComments" | "undoes"> & {
  article: { title: string } | null;
};

/** The decision as one sentence, without a full stop. */
export function statementTitle(decision: StatementSubject, locale: Locale, zone: string): string {
  const t = translator(locale);
  const title = insideQuotes(decision.article?.title ?? "…", locale);
  switch (decision.action) {
    case "hold":
      return t.typeset(`statements.titles.${decision.before.status === "visible" ? "hidden" : "hold"}`, { title });
    case "reject":
    case "spam":
    case "remove":
    case "discard":
      return t.typeset(`statements.titles.${decision.action}`, { title });
    case "suspend": {
      const ends = decision.after.suspensionEndsAt;
      return t("statements.titles.suspend", {
        until: ends ? formatDate(new Date(ends), { locale, zone, style: "long" }) : "…",
      });
    }
    case "ban":
      return decision.cascadedComments > 0
        ? t("statements.titles.banWith", { count: decision.cascadedComments })
        : t("statements.titles.ban");
    case "warn":
    case "premoderate":
    case "message":
    case "lift":
      return t.typeset(`statements.titles.${decision.action}`);
    default:
      return t(decision.undoes === "lift" ? "statements.titles.undoLift" : "statements.titles.undo");
  }
}

/** The rule that a decision cites; undefined if the site no longer has it. */
export function findCitedRule(reason: string | null, settings: Settings, locale: Locale): CommunityRule | undefined {
  return reason ? listCommunityRules(settings, locale).find(({ anchor }) => anchor === reason) : undefined;
}

/** Who decided: a person, the operator at the command line, or a rule. */
export function deciderKind({ rule }: Pick<Statement, "rule">): "person" | "operator" | "rule" {
  if (rule === null) return "person";
  return rule === "command-line" ? "operator" : "rule";
}

/** The current state of a decision, as a key below `statements.state`. */
export function statementState(
  { action, after, undone, superseded, outcome, acknowledgedAt }: Statement,
  now: Date,
): "inForce" | "undone" | "overturned" | "superseded" | "ended" | "read" | "unread" | undefined {
  if (outcome?.outcome === "overturned") return "overturned";
  if (undone) return "undone";
  if (action === "message") return undefined;
  if (action === "warn") return acknowledgedAt && acknowledgedAt >= new Date(after.warnedAt ?? 0) ? "read" : "unread";
  if (superseded) return "superseded";
  return after.suspensionEndsAt && new Date(after.suspensionEndsAt) <= now ? "ended" : "inForce";
}

/** The first moment at which an appeal is too late; undefined if the decision cannot be appealed. */
export function appealDeadline(statement: Statement, zone: string): Date | undefined {
  return isAppealable(statement) ? appealEndsAt(statement.createdAt, zone) : undefined;
}

/** Formats the last day before `end`, the last one on which an appeal is possible. */
export function formatLastDay(end: Date, locale: Locale, zone: string): string {
  return formatDate(new Date(end.getTime() - 1), { locale, zone, style: "short" });
}
