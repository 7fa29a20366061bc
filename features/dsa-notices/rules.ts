import type { NoticeOutcome } from "#db/schema/dsa-notices.ts";
import { endOfMonthsAfter } from "#lib/month-end.ts";
import { decodePercentEncoding, withoutTrailingSlashes } from "#lib/url-text.ts";

/** What a notice of illegal content may say that it is about (the database's enum `dsa_notice_ground` has the same list). */
export const noticeGrounds = [
  "hate",
  "threat",
  "defamation",
  "privacy",
  "terrorism",
  "childAbuse",
  "copyright",
  "fraud",
  "other",
] as const;
export type NoticeGround = (typeof noticeGrounds)[number];

/** The law does not ask who reports the sexual abuse of children (Digital Services Act, art. 16(2)(c)). */
export function needsIdentity(ground: unknown): boolean {
  return ground !== "childAbuse";
}

/** Characters of an explanation: a sentence at least, some pages at most. */
export const minExplanationLength = 30;
export const maxExplanationLength = 5_000;
/** And of the reasons of a decision, or of why its sender contests it. */
export const minReasonsLength = 20;
export const maxReasonsLength = 3_000;

/** Whoever sent a notice may contest the decision for so long (months; art. 20(1)). */
export const contestMonths = 6;

/** Whether a decision of that moment can still be contested: to the end of the last day, in the site's zone. */
export function isContestable(decidedAt: Date, now: Date, zone: string): boolean {
  return now < endOfMonthsAfter(decidedAt, contestMonths, zone);
}

/** Crockford's digits: none is taken for another when read aloud or typed. */
const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The reference of a notice, from eight random bytes: 40 bits, not to be guessed, and short enough for a telephone. */
export function createReference(random: Uint8Array, year: number): string {
  const letters = [...random.slice(0, 8)].map((byte) => digits[byte % 32]).join("");
  return `V-${year}-${letters}`;
}

export const referencePattern = /^V-\d{4}-[0-9A-HJKMNP-TV-Z]{8}$/;

/** What an address leads to on this site. */
export type NoticeTarget = { kind: "comment"; id: number } | { kind: "article"; slug: string } | "foreign" | "unknown";

const id = "([1-9]\\d{0,14})";
const commentAnchor = new RegExp(`^#comment-${id}$`);
const ownPage = new RegExp(`^/comments/${id}$`);
const branch = new RegExp(`^/articles/[^/]+/comments/${id}$`);
const articlePage = /^\/articles\/([^/]+)(?:\/comments)?$/;

/** Reads an address as people paste it: whole, without its scheme, or only its path. Which site's it is, is judged by its host. */
export function parseNoticeTarget(address: string, siteUrl: string): NoticeTarget {
  const site = new URL(siteUrl);
  const typed = address.trim();
  const whole = typed.startsWith("/")
    ? `${site.origin}${typed}`
    : /^[a-z][a-z0-9+.-]*:\/\//i.test(typed)
      ? typed
      : `${site.protocol}//${typed}`;
  if (!URL.canParse(whole)) return "unknown";
  const url = new URL(whole);
  if (!/^https?:$/.test(url.protocol) || bareHost(url) !== bareHost(site)) return "foreign";
  const path = withoutTrailingSlashes(url.pathname);
  const comment = commentAnchor.exec(url.hash) ?? ownPage.exec(path) ?? branch.exec(path);
  if (comment) return { kind: "comment", id: Number(comment[1]) };
  const slug = decodePercentEncoding(articlePage.exec(path)?.[1] ?? "");
  // PostgreSQL refuses U+0000 in a value.
  return slug === "" || slug.includes("\0") ? "unknown" : { kind: "article", slug };
}

const bareHost = ({ host }: URL) => host.toLowerCase().replace(/^www\./, "");

/** What a moderator can do with a notice: take the comment away, say that it is gone already or that the newsroom acted, or leave it. */
export const measures = ["remove", "spam", "gone", "newsroom", "none"] as const;
export type Measure = (typeof measures)[number];

/** The measures that fit what a notice is about. */
export function listMeasures(content: { isComment: boolean; status: string | null }): Measure[] {
  if (!content.isComment) return ["newsroom", "none"];
  if (content.status === "visible" || content.status === "pending") return ["remove", "spam", "none"];
  return ["gone", "none"];
}

export function outcomeOfMeasure(measure: Measure): NoticeOutcome {
  return measure === "none" ? "none" : "action";
}
