import { type CommunityRule, listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { type Locale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { insideQuotes } from "#lib/typography.ts";
import { appealEndsAt } from "../appeals/rules.ts";
import type { Statement } from "./queries.ts";
import { isAppealable } from "./rules.ts";

type StatementSubject = Pick<Statement, "action" | "before" | "after" | "taken" | "undoes"> & {
  article: { title: string } | null;
};

/** What was decided, as one sentence without its full stop. */
export function statementTitle(told: StatementSubject, locale: Locale, zone: string): string {
  const t = translator(locale);
  const title = insideQuotes(told.article?.title ?? "…", locale);
  switch (told.action) {
    case "hold":
      return t(`statements.titles.${told.before.status === "visible" ? "hidden" : "hold"}`, { title });
    case "reject":
    case "spam":
    case "remove":
    case "discard":
      return t(`statements.titles.${told.action}`, { title });
    case "suspend": {
      const ends = told.after.suspensionEndsAt;
      return t("statements.titles.suspend", {
        until: ends ? formatDate(new Date(ends), { locale, zone, style: "long" }) : "…",
      });
    }
    case "ban":
      return told.taken > 0 ? t("statements.titles.banWith", { count: told.taken }) : t("statements.titles.ban");
    case "warn":
    case "premoderate":
    case "message":
    case "lift":
      return t(`statements.titles.${told.action}`);
    default:
      return t(told.undoes === "lift" ? "statements.titles.undoLift" : "statements.titles.undo");
  }
}

/** The rule that a decision rests on, in the site's own rules; undefined where they no longer have it. */
export function findCitedRule(reason: string | null, settings: Settings, locale: Locale): CommunityRule | undefined {
  return reason ? listCommunityRules(settings, locale).find(({ anchor }) => anchor === reason) : undefined;
}

/** Who decided: a person, somebody at the server's command line, or a rule alone. */
export function deciderKind({ rule }: Pick<Statement, "rule">): "person" | "operator" | "rule" {
  if (rule === null) return "person";
  return rule === "command-line" ? "operator" : "rule";
}

/** How things stand with it, in one word (below `statements.state`). */
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

/** Until when a decision can be contested: the first moment that is too late; undefined where it cannot be. */
export function appealDeadline(statement: Statement, zone: string): Date | undefined {
  return isAppealable(statement) ? appealEndsAt(statement.createdAt, zone) : undefined;
}

/** The day on which an end lies, for people: they read the last one on which it is not too late. */
export function formatLastDay(end: Date, locale: Locale, zone: string): string {
  return formatDate(new Date(end.getTime() - 1), { locale, zone, style: "short" });
}
