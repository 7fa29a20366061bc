/** What a code says about a mailbox. `hard`: it does not exist or is closed. `soft`: refused for now, or for a reason other than the mailbox. */
export type BounceWeight = "hard" | "soft";

/**
 * Soft bounces on this many different days within `softBounceDays` suppress a mailbox: four issues of a monthly newsletter, or a month of a
 * weekly one. Several on one day count once: they may have one cause at its server.
 */
export const maxSoftBounceDays = 4;
export const softBounceDays = 180;

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

/** How servers say in words that there is no such mailbox, where they give no exact code. Lower case, without accents. */
const unknownMailboxPhrases = [
  "user unknown",
  "unknown user",
  "no such user",
  "no such recipient",
  "no mailbox here by that name",
  "mailbox not found",
  "mailbox unavailable or not found",
  "recipient not found",
  "recipientnotfound",
  "address does not exist",
  "account does not exist",
  "user doesn't exist",
  "user does not exist",
  "mailbox does not exist",
  "account that you tried to reach does not exist",
  "unrouteable address",
  "utilisateur inconnu",
  "destinataire inconnu",
  "adresse inexistante",
  "boite aux lettres inexistante",
  "adresse e-mail introuvable",
  "empfanger unbekannt",
  "benutzer unbekannt",
  "postfach existiert nicht",
  "usuario desconocido",
  "no existe el usuario",
  "utente sconosciuto",
];

/** How servers say that they keep trying. */
const delayPhrases = [
  "will be retried",
  "will continue to try",
  "keep trying",
  "delivery attempts will continue",
  "you do not need to resend",
  "do not need to do anything",
  "message delayed",
  "delayed mail",
  "still being retried",
  "continuera d'essayer",
  "nouvelles tentatives",
  "wird weiterhin versucht",
];

const fold = (text: string) =>
  text.slice(0, 20_000).normalize("NFD").replace(/\p{M}/gu, "").replace(/’/g, "'").replace(/\s+/g, " ").toLowerCase();

/** The phrase in a text that says there is no such mailbox; empty if it has none. */
export function findUnknownMailboxPhrase(text: string): string {
  const folded = fold(text);
  return unknownMailboxPhrases.find((phrase) => folded.includes(phrase)) ?? "";
}

/** Whether a text says that the server keeps trying. */
export function isDelayPhrase(text: string): boolean {
  const folded = fold(text);
  return delayPhrases.some((phrase) => folded.includes(phrase));
}
