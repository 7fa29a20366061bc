import { maxNoteLength } from "#features/decision-history/rules.ts";
import type { Locale } from "#i18n/translator.ts";

/** The page on which moderators write the templates. */
export const replyTemplatesPath = "/admin/moderation/templates";

/** The site's templates are listed in every form of a decision, so there are few. */
export const maxReplyTemplates = 50;
export const maxTemplateTitle = 120;
export const maxTemplateBody = maxNoteLength;

/** A text that moderators reuse in notes and messages. */
export interface ReplyTemplate {
  id: number;
  title: string;
  body: string;
  /** The anchor of the rule on /rules that it is about. */
  reason: string | null;
}

/** What the placeholders stand for: the member's name, and the article's title or words for an unknown article. */
export interface TemplateValues {
  member: string;
  article: string;
}

/** The placeholders as the site's texts have them, by language. */
export const namedPlaceholders = {
  fr: { member: "{membre}", article: "{article}" },
  en: { member: "{member}", article: "{article}" },
} as const satisfies Record<Locale, TemplateValues>;

/** The placeholders in all languages of the site: a site that changes its language keeps its texts. */
const placeholders: Record<string, keyof TemplateValues> = {
  "{membre}": "member",
  "{member}": "member",
  "{article}": "article",
};

export const hasPlaceholder = (text: string): boolean => Object.keys(placeholders).some((name) => text.includes(name));

/** Replaces the placeholders of a template, cut to the length of a note. Other braces stay. */
export function fillTemplate(body: string, values: TemplateValues): string {
  const filled = body.replaceAll(/\{(?:membre|member|article)\}/g, (found) => {
    const name = placeholders[found];
    return name === undefined ? found : values[name];
  });
  return [...filled].slice(0, maxNoteLength).join("");
}
