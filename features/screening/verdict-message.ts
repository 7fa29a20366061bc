import type { UnreadWarning } from "#features/members/standing/rules.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { type Refusal, refused } from "#lib/result.ts";
import type { Verdict } from "./verdict.ts";

/** The message of a verdict to a member: the reason and a link to the rule. */
export interface VerdictMessage {
  sentence: string;
  see: { href: string; label: string };
}

/** The link to the rule on /rules; to the whole page if the site's own rules lack the anchor or no rule is named. */
function ruleLink(anchor: string | undefined, settings: Settings): VerdictMessage["see"] {
  const rule = anchor ? listCommunityRules(settings).find((candidate) => candidate.anchor === anchor) : undefined;
  const t = translator();
  return rule
    ? { href: `/rules#${rule.anchor}`, label: t.typeset("moderation.rule", { title: rule.title }) }
    : { href: "/rules", label: t("comments.form.rules") };
}

/** Formats the dates among a verdict's values. */
function formatValues(values: Verdict["values"], settings: Settings): Verdict["values"] {
  const dates = Object.entries(values ?? {}).filter(([name]) => name === "until" || name === "next");
  const format = { locale: siteLocale(), zone: settings["site.zone"], style: "long" } as const;
  const formatted = dates.map(([name, date]) => [name, formatDate(new Date(date), format)] as const);
  return dates.length === 0 ? values : { ...values, ...Object.fromEntries(formatted) };
}

/** Translates a verdict into the site's language; a stored one may have a reason of another version. */
export function verdictMessage(
  verdict: Pick<Verdict, "rule" | "values"> & { reason: string },
  settings: Settings,
): VerdictMessage {
  const { reason, values, rule } = verdict;
  return {
    sentence: refusalMessage({ ok: false, code: reason, values: formatValues(values, settings) }),
    see: ruleLink(rule, settings),
  };
}

/** Verdicts that are not about the text: their message is shown beside the form, not beside the field. */
const formLevelCodes = new Set([
  "comment.closed",
  "comment.slowMode",
  "verdict.banned",
  "verdict.suspended",
  "verdict.warned",
]);

/** The refusal for a member with an unread warning: its text, its rule and the button that acknowledges it. */
export function unreadWarningRefusal(warning: UnreadWarning, settings: Settings): Refusal {
  const t = translator();
  return {
    ...refused("verdict.warned"),
    helpLink: ruleLink(warning.reason ?? undefined, settings),
    confirmation: {
      text: warning.note,
      more: { href: `/account/decisions/${warning.id}`, label: t("statements.warning.statement") },
      button: { name: "acknowledged", value: String(warning.id), label: t("statements.warning.read") },
    },
  };
}

/** Converts a verdict to a refusal. If `isLikelyRefusal`, it is a warning: sent again, the comment is stored. */
export function verdictRefusal(verdict: Verdict, settings: Settings): Refusal {
  const { reason, values, isLikelyRefusal } = verdict;
  const fields = formLevelCodes.has(reason) ? undefined : { body: reason };
  const refusal = refused(reason, fields, formatValues(values, settings));
  // These messages need no link: no community rule is involved.
  if (reason.startsWith("comment.")) return refusal;
  return { ...refusal, helpLink: ruleLink(verdict.rule, settings), ...(isLikelyRefusal && { isWarning: true }) };
}
