import type { Phase } from "../verdict.ts";

/** Applies moderators' decisions about the member, in order of severity. */
export const standing: Phase = (_comment, { standing: { banned, suspendedUntil, premoderated, warned }, now }) => {
  if (banned) return { action: "refuse", reason: "verdict.banned" };
  if (suspendedUntil && suspendedUntil > now) {
    return { action: "refuse", reason: "verdict.suspended", values: { until: suspendedUntil.toISOString() } };
  }
  if (warned) return { action: "refuse", reason: "verdict.warned" };
  if (premoderated) return { action: "hold", reason: "verdict.premoderated" };
  return undefined;
};
