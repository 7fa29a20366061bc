import type { IssueSnapshot } from "#db/schema/newsletter.ts";
import { translator } from "#i18n/translator.ts";
import { renderToStaticMarkup } from "#lib/mail/static-markup.ts";
import { typeset } from "#lib/typography.ts";
import { introductionToText } from "./introduction.ts";
import { issueDocument } from "./issue-document.ts";
import { type MailContent, textLimits, toMailContent, type VariantOptions } from "./mail-content.ts";
import { maxMailHtmlBytes } from "./rules.ts";

/**
 * Renders the part of an issue that belongs to these topics. In place of the subscriber's token it has `subscriberTokenPlaceholder`, so
 * that one rendering serves every subscriber with the same topics and language. The links are the articles' own addresses.
 */
export function renderIssueVariant(
  snapshot: IssueSnapshot,
  options: VariantOptions,
): { subject: string; html: string; text: string } {
  const subject = typeset(snapshot.subject);
  for (const limits of textLimits) {
    const content = toMailContent(snapshot, options, limits);
    const html = `<!doctype html>${withoutPreloads(renderToStaticMarkup(issueDocument(content)))}`;
    if (Buffer.byteLength(html) <= maxMailHtmlBytes || limits === textLimits.at(-1))
      return { subject, html, text: issueText(content) };
  }
  throw new Error("No limits for the texts of an issue.");
}

/** React adds a link to each image, so that a browser loads it early. */
const withoutPreloads = (html: string) => html.replace(/<link rel="preload"[^<>]*>/g, "");

/** The text part: the same content in the same order, with each address on a line of its own. */
function issueText(content: MailContent): string {
  const t = translator(content.locale);
  const several = content.sections.length > 1;
  const blocks = [
    `${content.siteName} – ${content.date}`,
    content.greeting,
    introductionToText(content.introductionHtml),
    ...content.sections.flatMap(({ name, stories }) => [
      several && `${name}\n${"-".repeat(Math.min(60, [...name].length))}`,
      ...stories.map(({ title, category, text, url }) =>
        [category ? `${title} (${category})` : title, text, url].filter(Boolean).join("\n"),
      ),
    ]),
    [
      "-- ",
      content.reason,
      `${t.typeset("issues.mail.preferences")} ${content.preferencesUrl}`,
      `${t.typeset("issues.mail.unsubscribe")} ${content.unsubscribeUrl}`,
      `${t.typeset("issues.mail.online")} ${content.archiveUrl}`,
      `${content.siteName} · ${content.siteUrl}`,
    ].join("\n"),
  ];
  return `${blocks.filter(Boolean).join("\n\n")}\n`;
}
