import type { Root } from "hast";
import { visit } from "unist-util-visit";
import { toText } from "#lib/html/text.ts";
import { hardToReadBelow, readabilityScore } from "./readability.ts";

/** A shorter lead (in characters) says little. Cards cut long leads, and search engines cut them well before. */
export const minAdvisedLeadLength = 60;
export const maxAdvisedLeadLength = 300;
/** A paragraph with more words fills the screen of a phone. */
export const maxParagraphWords = 150;

export interface SimilarHeadline {
  id: number;
  title: string;
  slug: string;
}

/** Something for an editor to check before publishing. No finding prevents publishing. */
export type Finding =
  | { code: "leadMissing" | "categoryMissing" | "pictureMissing" | "pictureAlt" }
  | { code: "leadShort" | "leadLong" | "altMissing" | "paragraphs"; count: number }
  | { code: "readability"; score: number }
  | { code: "links"; paths: string[] }
  | { code: "similar"; articles: SimilarHeadline[] };

/** Everything that the rules examine: the saved text, and what the database knows about it. */
export interface ChecklistInput {
  lead: string;
  body: Root;
  categories: number;
  /** Null: no picture is chosen. */
  leadPicture: { alt: string } | null;
  deadPaths: string[];
  similar: SimilarHeadline[];
  /** Readability is computed for French only. */
  french: boolean;
}

/** Lists the findings of a draft, most important first. */
export function findFindings(draft: ChecklistInput): Finding[] {
  const findings: (Finding | false | undefined)[] = [
    draft.similar.length > 0 && { code: "similar", articles: draft.similar },
    draft.deadPaths.length > 0 && { code: "links", paths: draft.deadPaths },
    draft.categories === 0 && { code: "categoryMissing" },
    checkLead(draft.lead),
    draft.leadPicture === null
      ? { code: "pictureMissing" }
      : draft.leadPicture.alt.trim() === "" && { code: "pictureAlt" },
    toFinding("altMissing", countMissingAlts(draft.body)),
    toFinding("paragraphs", countLongParagraphs(draft.body)),
    draft.french && checkReadability(draft.body),
  ];
  return findings.filter((one) => typeof one === "object");
}

function checkLead(lead: string): Finding | undefined {
  const count = [...lead.trim()].length;
  if (count === 0) return { code: "leadMissing" };
  if (count < minAdvisedLeadLength) return { code: "leadShort", count };
  return count > maxAdvisedLeadLength ? { code: "leadLong", count } : undefined;
}

function toFinding(code: "altMissing" | "paragraphs", count: number): Finding | undefined {
  return count > 0 ? { code, count } : undefined;
}

function countMissingAlts(body: Root): number {
  let count = 0;
  visit(body, "element", ({ tagName, properties }) => {
    if (tagName === "img" && String(properties.alt ?? "").trim() === "") count += 1;
  });
  return count;
}

function countLongParagraphs(body: Root): number {
  let count = 0;
  visit(body, "element", (node) => {
    if (node.tagName === "p" && toText(node).split(/\s+/).length > maxParagraphWords) count += 1;
  });
  return count;
}

function checkReadability(body: Root): Finding | undefined {
  const score = readabilityScore(toText(body));
  return score !== undefined && score < hardToReadBelow ? { code: "readability", score: Math.round(score) } : undefined;
}

/**
 * Lists the distinct paths of this site that a text links to, without fragments: absolute addresses under `siteUrl`,
 * and paths.
 */
export function listSitePaths(body: Root, siteUrl: string): string[] {
  const paths = new Set<string>();
  visit(body, "element", ({ tagName, properties }) => {
    const { href } = properties;
    if (tagName !== "a" || typeof href !== "string" || href.startsWith("#") || !URL.canParse(href, siteUrl)) return;
    const url = new URL(href, siteUrl);
    if (/^https?:$/.test(url.protocol) && url.host === new URL(siteUrl).host) paths.add(url.pathname);
  });
  return [...paths];
}
