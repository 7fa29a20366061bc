/** What the state of a mailbox is according to a code: gone for good, or refusing for now (or for a reason that is not the mailbox). */
export type BounceWeight = "hard" | "soft";

/** Soft bounces of one mailbox within `softBounceDays` that suppress it; each counts for one issue or one notification mail. */
export const maxSoftBounces = 5;
export const softBounceDays = 30;

/**
 * Enhanced status codes (RFC 3463, without the class 5) that say the mailbox does not exist or is closed. 5.4.1 is Exchange's answer for an
 * unknown recipient, 5.4.4 and 5.4.310 are domains that do not exist. Everything else that is permanent (full, too large, policy, spam) says
 * nothing about the mailbox for good.
 */
const hardCodes = new Set(["1.0", "1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1", "4.1", "4.4", "4.310"]);

/** How a bounce with this enhanced status code counts. A temporary code (4.x.x) of a mail that was given up is soft. */
export function weighBounce(code: string): BounceWeight {
  return code.startsWith("5.") && hardCodes.has(code.slice(2)) ? "hard" : "soft";
}

const codeShape = /(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])/;

/** The first enhanced status code in a text; empty if it has none. */
export function findStatusCode(text: string): string {
  const [, kind, subject, detail] = codeShape.exec(text) ?? [];
  return kind ? `${kind}.${Number(subject)}.${Number(detail)}` : "";
}
