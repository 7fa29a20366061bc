import type { NoticeOutcome } from "#db/schema/dsa-notices.ts";
import { endOfMonthsAfter } from "#lib/add-calendar-months.ts";
import { decodePercentEncoding, withoutTrailingSlashes } from "#lib/url-text.ts";

/** The grounds of a notice of illegal content (the same list as the database's enum `notice_ground`). */
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

/**
 * Whether the sender must give their name and address. The law does not require them for child sexual abuse (Digital
 * Services Act, article 16(2)(c)).
 */
export function needsIdentity(ground: unknown): boolean {
  return ground !== "childAbuse";
}

/** Length of an explanation in characters: a sentence to some pages. */
export const minExplanationLength = 30;
export const maxExplanationLength = 5_000;
/** Length of the reasons for a decision, and of those for contesting it. */
export const minReasonsLength = 20;
export const maxReasonsLength = 3_000;

/** Months within which the sender can contest the decision (Digital Services Act, article 20(1)). */
export const contestMonths = 6;

/** Whether a decision can still be contested: until the end of the last day, in the site's time zone. */
export function isContestable(decidedAt: Date, now: Date, zone: string): boolean {
  return now < endOfMonthsAfter(decidedAt, contestMonths, zone);
}

/** Crockford's base 32: no two digits look or sound alike. */
const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * Creates the reference of a notice from eight random bytes: 40 random bits, which cannot be guessed, in a form that
 * can be read out over the telephone.
 */
export function createReference(random: Uint8Array, year: number): string {
  const letters = [...random.slice(0, 8)].map((byte) => digits[byte % 32]).join("");
  return `V-${year}-${letters}`;
}

export const referencePattern = /^V-\d{4}-[0-9A-HJKMNP-TV-Z]{8}$/;

/** The content to which a URL leads. */
export type NoticeTarget = { kind: "comment"; id: number } | { kind: "article"; slug: string } | "foreign" | "unknown";

const id = "([1-9]\\d{0,14})";
const commentAnchor = new RegExp(`^#comment-${id}$`);
const ownPage = new RegExp(`^/comments/${id}$`);
const commentPage = new RegExp(`^/(?:articles|pages)/[^/]+/comments/${id}$`);
const articlePage = /^\/articles\/([^/]+)(?:\/comments)?$/;

/**
 * Parses a URL as people paste it: complete, without a scheme, or only a path. Its host decides whether it is on this
 * site.
 */
export function parseNoticeTarget(address: string, siteUrl: string): NoticeTarget {
  const site = new URL(siteUrl);
  const typed = address.trim();
  const absolute = typed.startsWith("/")
    ? `${site.origin}${typed}`
    : /^[a-z][a-z0-9+.-]*:\/\//i.test(typed)
      ? typed
      : `${site.protocol}//${typed}`;
  if (!URL.canParse(absolute)) return "unknown";
  const url = new URL(absolute);
  if (!/^https?:$/.test(url.protocol) || bareHost(url) !== bareHost(site)) return "foreign";
  const path = withoutTrailingSlashes(url.pathname);
  const comment = commentAnchor.exec(url.hash) ?? ownPage.exec(path) ?? commentPage.exec(path);
  if (comment) return { kind: "comment", id: Number(comment[1]) };
  const slug = decodePercentEncoding(articlePage.exec(path)?.[1] ?? "");
  // PostgreSQL refuses U+0000 in a value.
  return slug === "" || slug.includes("\0") ? "unknown" : { kind: "article", slug };
}

const bareHost = ({ host }: URL) => host.toLowerCase().replace(/^www\./, "");

/**
 * A moderator's measures on a notice: remove the comment (or mark it as spam), record that it is already gone or that
 * the newsroom acted, or take no action.
 */
export const measures = ["remove", "spam", "gone", "newsroom", "none"] as const;
export type Measure = (typeof measures)[number];

/** The measures that are possible for the content of a notice. */
export function listMeasures(content: { isComment: boolean; status: string | null }): Measure[] {
  if (!content.isComment) return ["newsroom", "none"];
  if (content.status === "visible" || content.status === "pending") return ["remove", "spam", "none"];
  return ["gone", "none"];
}

export function outcomeOfMeasure(measure: Measure): NoticeOutcome {
  return measure === "none" ? "none" : "action";
}
