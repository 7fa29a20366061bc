import type { UnreadWarning } from "#features/members/standing/rules.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { type Refusal, refused } from "#lib/result.ts";
import type { Verdict } from "./verdict.ts";

/** What a member reads of a verdict: why, and the rule it rests on. */
export interface VerdictMessage {
  sentence: string;
  see: { href: string; label: string };
}

/** The rule's place on /rules; where the site's own rules have no such anchor, or none is at stake, the whole page. */
function ruleLink(anchor: string | undefined, settings: Settings): VerdictMessage["see"] {
  const rule = anchor ? listCommunityRules(settings).find((one) => one.anchor === anchor) : undefined;
  const t = translator();
  return rule
    ? { href: `/rules#${rule.anchor}`, label: t("moderation.rule", { title: rule.title }) }
    : { href: "/rules", label: t("comments.form.rules") };
}

/** A moment among the values becomes one that people read. */
function formatValues(values: Verdict["values"], settings: Settings): Verdict["values"] {
  if (typeof values?.until !== "string") return values;
  const until = formatDate(new Date(values.until), {
    locale: siteLocale(),
    zone: settings["site.zone"],
    style: "long",
  });
  return { ...values, until };
}

/** A verdict in the site's language. */
export function verdictMessage(
  verdict: Pick<Verdict, "reason" | "rule" | "values">,
  settings: Settings,
): VerdictMessage {
  const { reason, values, rule } = verdict;
  return {
    sentence: refusalMessage({ ok: false, code: reason, values: formatValues(values, settings) }),
    see: ruleLink(rule, settings),
  };
}

/** What is said of the text stands beside it; what is not, beside the form. */
const formLevelCodes = new Set(["comment.closed", "verdict.banned", "verdict.suspended", "verdict.warned"]);

/** The refusal of who has a warning to read: its words, its rule and the button that says that it was read. */
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

/** The refusal that a verdict makes; where `isLikelyRefusal`, a warning: sent again it is stored. */
export function verdictRefusal(verdict: Verdict, settings: Settings): Refusal {
  const { reason, values, isLikelyRefusal } = verdict;
  const beside = formLevelCodes.has(reason) ? undefined : { body: reason };
  const refusal = refused(reason, beside, formatValues(values, settings));
  // The sentence alone says these: no rule of the community is at stake.
  if (reason.startsWith("comment.")) return refusal;
  return { ...refusal, helpLink: ruleLink(verdict.rule, settings), ...(isLikelyRefusal && { isWarning: true }) };
}
