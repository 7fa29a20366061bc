import type { IssueSnapshot } from "#db/schema/newsletter.ts";
import { createLetterSite, type LetterSettings, type RenderedLetter } from "#features/mail/letter/letter.ts";
import { renderLetter } from "#features/mail/letter/render-letter.ts";
import { textLimits, toMailContent, type VariantOptions } from "./mail-content.ts";
import { maxMailHtmlBytes } from "./rules.ts";

/**
 * Renders the part of an issue that belongs to these topics, in the present look of the site. In place of the subscriber's token it has
 * `subscriberTokenPlaceholder`, so that one rendering serves every subscriber with the same topics and language. The links are the articles'
 * own addresses.
 */
export function renderIssueVariant(
  snapshot: IssueSnapshot,
  settings: LetterSettings,
  options: VariantOptions,
): RenderedLetter {
  const site = createLetterSite({ ...settings, "site.name": snapshot.siteName }, options.locale);
  for (const limits of textLimits) {
    const letter = renderLetter(toMailContent(snapshot, options, limits), site);
    if (Buffer.byteLength(letter.html) <= maxMailHtmlBytes || limits === textLimits.at(-1)) return letter;
  }
  throw new Error("No limits for the texts of an issue.");
}
