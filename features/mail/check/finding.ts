/** What is checked; also the name in the output. */
export type MailCheckName = "smtp" | "tls" | "ptr" | "spf" | "dkim" | "dmarc" | "mx" | "one-click" | "round-trip";

/** `advice`: mails arrive, but not as well as they could, or it could not be checked. Only `failed` is a failure. */
export type MailFindingStatus = "ok" | "advice" | "failed";

/** The result of one check: what was found, and what to change if it is wrong. */
export interface MailFinding {
  check: MailCheckName;
  status: MailFindingStatus;
  message: string;
  /** The DNS record to publish, in the form of a zone file. */
  record?: string;
}

/** Creates the findings of one check. */
export function findingsOf(check: MailCheckName) {
  const create = (status: MailFindingStatus) => (message: string, record?: string) => ({
    check,
    status,
    message,
    ...(record !== undefined && { record }),
  });
  return { ok: create("ok"), advice: create("advice"), failed: create("failed") };
}

/** A character-string of a TXT record has at most 255 bytes (RFC 1035, section 3.3): longer texts are several of them. */
const maxStringLength = 250;

/** A TXT record in the form of a zone file. */
export function txtRecord(name: string, text: string): string {
  const strings: string[] = [];
  for (let at = 0; at < text.length; at += maxStringLength) strings.push(`"${text.slice(at, at + maxStringLength)}"`);
  return `${name}. IN TXT ${strings.length > 1 ? `(${strings.join(" ")})` : strings.join("")}`;
}

/** Shortens text from the network, and makes it safe for a terminal. */
export function quoteForeign(text: string): string {
  const clean = text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, " ").trim();
  return clean.length > 300 ? `${clean.slice(0, 300)}…` : clean;
}
