import { type FollowSubject, formatSubject, parseSubject } from "#features/follows/rules.ts";
import { createLinkToken, isLinkToken, type LinkOwner, readLinkOwnerId } from "#lib/link-token.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { type MailDigestRhythm, type StoppableMail, stoppableMails } from "../settings/rules.ts";

/** What a link in a mail stops: the mails about one subject, of one topic, or one digest of notifications. */
export type StopSubject =
  | FollowSubject
  | { kind: "topic"; topic: StoppableMail }
  | { kind: "digest"; rhythm: MailDigestRhythm };

/** As in an address: `discussion-12`, `topic-replies`, `digest-daily`. */
export function formatStopSubject(subject: StopSubject): string {
  if (subject.kind === "topic") return `topic-${subject.topic}`;
  return subject.kind === "digest" ? `digest-${subject.rhythm}` : formatSubject(subject);
}

/** Parses what an address stops; undefined if it names nothing. */
export function parseStopSubject(text: string): StopSubject | undefined {
  if (text === "digest-daily" || text === "digest-weekly")
    return { kind: "digest", rhythm: text === "digest-daily" ? "daily" : "weekly" };
  const topic = stoppableMails.find((known) => text === `topic-${known}`);
  return topic ? { kind: "topic", topic } : parseSubject(text);
}

/** A link is signed with the member's `notification_settings.link_key`. */
const purposeOf = (subject: StopSubject) => `stop notifications ${formatStopSubject(subject)}`;

export const stopPath = "/notifications/stop";

/**
 * The address that stops the mails about a subject without signing in: a page with a button, and the target of a mail
 * program's own button (RFC 8058). It can do nothing else.
 */
export function stopUrl(owner: LinkOwner, subject: StopSubject): string {
  return absoluteUrl(
    `${stopPath}?about=${formatStopSubject(subject)}&key=${createLinkToken(purposeOf(subject), owner)}`,
  );
}

export interface StopRequest {
  memberId: number;
  subject: StopSubject;
  token: string;
}

/** Reads what an address claims to stop, before anything is read from the database; undefined if it has not the shape of one. */
export function readStopRequest(about: unknown, key: unknown): StopRequest | undefined {
  if (typeof about !== "string" || typeof key !== "string" || about.length > 40) return undefined;
  const memberId = readLinkOwnerId(key);
  const subject = parseStopSubject(about);
  return subject && memberId !== undefined ? { memberId, subject, token: key } : undefined;
}

/** The path and query of the link of a request. */
export const stopAddress = ({ subject, token }: StopRequest): string =>
  `${stopPath}?about=${formatStopSubject(subject)}&key=${token}`;

/** Whether the link is this member's, for this subject. */
export const isStopToken = ({ token, subject }: StopRequest, owner: LinkOwner): boolean =>
  isLinkToken(purposeOf(subject), token, owner);
