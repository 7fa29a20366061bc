import type { VoteHoldFacts } from "#db/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";

/** The reason for a hold as a sentence, with the figures of that moment. */
export function HoldReason({ reason, facts }: { reason: "young" | "burst"; facts: VoteHoldFacts }) {
  const t = translator();
  const { votes, minutes } = facts;
  return reason === "young"
    ? t.typeset("heldVotes.young", { votes, days: facts.days ?? 0, hours: Math.round(minutes / 60) })
    : t.typeset("heldVotes.burst", {
        votes,
        minutes,
        expected: formatNumber(facts.expected ?? 0, { locale: siteLocale(), decimals: 1 }),
      });
}
