import { isPublicContact } from "../personal-data/public-contacts.ts";
import { listWords, type Phase } from "../verdict.ts";

/** Holds phone numbers, addresses, account and social-security numbers, and shows the author which: they are easily taken out. */
export const personalData: Phase = ({ signals }, { settings }) => {
  if (settings["moderation.personalData"] === 0) return undefined;
  const found = signals.personalData.filter((datum) => !isPublicContact(datum, settings));
  const [first] = found;
  if (!first) return undefined;
  const isOneKind = found.every(({ kind }) => kind === first.kind);
  return {
    action: "hold",
    reason: "verdict.personalData",
    rule: "privacy",
    values: {
      kind: isOneKind ? first.kind : "several",
      count: found.length,
      passages: listWords([...new Set(found.map(({ masked }) => masked))]),
    },
    isLikelyRefusal: true,
  };
};
