import type { Root } from "hast";
import { visit } from "unist-util-visit";
import { toText } from "#lib/html/text.ts";
import { hardToReadBelow, readabilityScore } from "./readability.ts";

/** A lead shorter than this (characters) says little; a longer one is cut by cards, and by search engines well before. */
export const minLeadLength = 60;
export const maxLeadLength = 300;
/** Words of a paragraph beyond which a phone shows nothing else. */
export const maxParagraphWords = 150;

export interface SimilarHeadline {
  id: number;
  title: string;
  slug: string;
}

/** Something an editor may want to look at before readers see it. Nothing of it forbids publishing. */
export type Finding =
  | { code: "leadMissing" | "categoryMissing" | "pictureMissing" | "pictureAlt" }
  | { code: "leadShort" | "leadLong" | "altMissing" | "paragraphs"; count: number }
  | { code: "readability"; score: number }
  | { code: "links"; paths: string[] }
  | { code: "similar"; articles: SimilarHeadline[] };

/** All that the rules look at: the text as it is saved, and what the database says of it. */
export interface ChecklistInput {
  lead: string;
  body: Root;
  categories: number;
  /** Null: none is chosen. */
  leadPicture: { alt: string } | null;
  deadPaths: string[];
  similar: SimilarHeadline[];
  /** Readability is judged for French only. */
  french: boolean;
}

/** What is worth a look, the weightiest first. */
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
  if (count < minLeadLength) return { code: "leadShort", count };
  return count > maxLeadLength ? { code: "leadLong", count } : undefined;
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

/** The paths of this site that a text links to, each once, without anchors: whole addresses of `siteUrl` and paths. */
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
