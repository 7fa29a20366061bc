import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { type Finding, maxAdvisedLeadLength, maxParagraphWords, minAdvisedLeadLength } from "./rules.ts";

/** A finding as the panel shows it: a sentence in the site's language, and the passage or address concerned. */
export interface FindingMessage {
  code: Finding["code"];
  text: string;
  about: { text: string; href?: string }[];
}

/** Translates findings into sentences. */
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
    return t.typeset(`newsroom.checklist.${code}`, {
      count: finding.count,
      min: minAdvisedLeadLength,
      max: maxAdvisedLeadLength,
    });
  if (code === "altMissing") return t("newsroom.checklist.altMissing", { count: finding.count });
  if (code === "paragraphs")
    return t("newsroom.checklist.paragraphs", { count: finding.count, max: maxParagraphWords });
  if (code === "readability") return t.typeset("newsroom.checklist.readability", { score: finding.score });
  if (code === "links") return t.typeset("newsroom.checklist.links", { count: finding.paths.length });
  if (code === "similar") return t.typeset("newsroom.checklist.similar", { count: finding.articles.length });
  return t.typeset(`newsroom.checklist.${code}`);
}

function listSubjects(finding: Finding): FindingMessage["about"] {
  if (finding.code === "links") return finding.paths.map((text) => ({ text }));
  if (finding.code === "similar")
    return finding.articles.map(({ title, slug }) => ({ text: title, href: `/articles/${slug}` }));
  return [];
}
