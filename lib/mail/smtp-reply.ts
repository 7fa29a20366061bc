/** An answer of a mail server. */
export interface SmtpReply {
  /** As in 550; always 400 to 599. */
  code: number;
  /** The enhanced status code (RFC 3463), as in 5.1.1; empty without one. */
  enhanced: string;
  /** Its text, shortened, without addresses. */
  text: string;
}

const maxResponseLength = 300;

/** Shortens an answer to one line of text without mail addresses, so that it can be stored and shown. */
export function shortenResponse(response: string): string {
  const line = response
    .slice(0, 4 * maxResponseLength)
    // Control characters and lone surrogates, which PostgreSQL refuses.
    .replace(/[\p{C}\s]+/gu, " ")
    .trim();
  const words = line.split(" ").map((word) => (word.includes("@") ? "…" : word));
  return words.join(" ").slice(0, maxResponseLength).toWellFormed();
}

/** Reads a refusal; undefined if it is not one (RFC 5321, section 4.2). */
export function readReply(response: string | undefined): SmtpReply | undefined {
  const [, digits = "", enhanced = ""] = /^([45]\d\d)(?:[ -]([45]\.\d{1,3}\.\d{1,3})\b)?/.exec(response ?? "") ?? [];
  return digits === "" ? undefined : { code: Number(digits), enhanced, text: shortenResponse(response ?? "") };
}
