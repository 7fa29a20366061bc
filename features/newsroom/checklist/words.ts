import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { type Finding, maxLeadLength, maxParagraphWords, minLeadLength } from "./rules.ts";

/** A finding as the panel shows it: a sentence in the site's language, and what it is about. */
export interface FindingMessage {
  code: Finding["code"];
  text: string;
  about: { text: string; href?: string }[];
}

/** Findings as sentences. */
export function describeFindings(findings: Finding[]): FindingMessage[] {
  return findings.map((finding) => ({
    code: finding.code,
    text: typeset(describeFinding(finding)),
    about: listSubjects(finding),
  }));
}

function describeFinding(finding: Finding): string {
  const t = translator();
  const { code } = finding;
  if (code === "leadShort" || code === "leadLong")
    return t(`newsroom.checks.${code}`, { count: finding.count, least: minLeadLength, most: maxLeadLength });
  if (code === "altMissing") return t("newsroom.checks.altMissing", { count: finding.count });
  if (code === "paragraphs") return t("newsroom.checks.paragraphs", { count: finding.count, most: maxParagraphWords });
  if (code === "readability") return t("newsroom.checks.readability", { score: finding.score });
  if (code === "links") return t("newsroom.checks.links", { count: finding.paths.length });
  if (code === "similar") return t("newsroom.checks.similar", { count: finding.articles.length });
  return t(`newsroom.checks.${code}`);
}

function listSubjects(finding: Finding): FindingMessage["about"] {
  if (finding.code === "links") return finding.paths.map((text) => ({ text }));
  if (finding.code === "similar")
    return finding.articles.map(({ title, slug }) => ({ text: title, href: `/articles/${slug}` }));
  return [];
}
