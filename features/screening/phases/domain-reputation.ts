import { listWords, type Phase } from "../verdict.ts";

/** Holds links to domains whose comments this site mostly refused: a domain is rated only by this site's decisions. */
export const domains: Phase = (comment, { domains: known, settings }) => {
  const minDecisions = settings["moderation.domainDecisions"];
  if (minDecisions === 0) return undefined;
  const poor = comment.domains.filter((domain) => {
    const { all, refused } = known.get(domain) ?? { all: 0, refused: 0 };
    return all >= minDecisions && refused * 100 >= all * settings["moderation.domainRefused"];
  });
  if (poor.length === 0) return undefined;
  return {
    action: "hold",
    reason: "verdict.domains",
    rule: "spam",
    values: { count: poor.length, domains: listWords(poor) },
    isLikelyRefusal: true,
  };
};
