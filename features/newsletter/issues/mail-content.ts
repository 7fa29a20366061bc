import type { IssueArticle, IssueSnapshot, NewsletterRhythm } from "#db/schema/newsletter.ts";
import { type Locale, translator } from "#i18n/translator.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { typeset } from "#lib/typography.ts";
import { preferencesUrl, subscriberTokenPlaceholder, unsubscribeUrl } from "../subscribers/subscriber-token.ts";
import { formatIssueDate } from "./issue-date.ts";
import { issuePath, listSections } from "./rules.ts";

export interface MailedIssue {
  id: number;
  slug: string;
  kind: "digest" | "alert";
  rhythm: NewsletterRhythm | null;
}

export interface VariantOptions {
  issue: MailedIssue;
  /** The topics of the issue that the subscriber chose. */
  topicIds: readonly number[];
  /** The language of the subscriber. */
  locale: Locale;
}

/** What a story of the mail shows, cut to a length that keeps the mail below Gmail's limit. */
export interface MailStory {
  url: string;
  title: string;
  category: string;
  text: string;
  picture: IssueArticle["picture"];
}

export interface MailContent {
  locale: Locale;
  siteName: string;
  siteUrl: string;
  subject: string;
  preheader: string;
  date: string;
  isAlert: boolean;
  greeting: string;
  introductionHtml: string;
  sections: { name: string; stories: MailStory[] }[];
  reason: string;
  preferencesUrl: string;
  unsubscribeUrl: string;
  archiveUrl: string;
}

/** Limits (characters) of a story's texts; the later ones apply only when the mail would be too large with the earlier. */
export const textLimits = [
  { title: 200, text: 400, alt: 150 },
  { title: 160, text: 200, alt: 80 },
  { title: 80, text: 0, alt: 0 },
];

/** Everything that the HTML and the text of a mail show, ready to print. */
export function toMailContent(
  snapshot: IssueSnapshot,
  { issue, topicIds, locale }: VariantOptions,
  limits: (typeof textLimits)[number],
): MailContent {
  const t = translator(locale);
  const site = snapshot.siteName;
  const toStory = (article: IssueArticle): MailStory => ({
    url: absoluteUrl(`/articles/${article.slug}`),
    title: typeset(cut(article.title, limits.title)),
    category: typeset(cut(article.category, 40)),
    text: typeset(cut(article.text, limits.text)),
    picture: article.picture && { ...article.picture, alt: typeset(cut(article.picture.alt, limits.alt)) },
  });
  const reason =
    issue.kind === "alert" ? "issues.mail.reason.alert" : (`issues.mail.reason.${weeklyOrMonthly(issue)}` as const);
  return {
    locale,
    siteName: site,
    siteUrl: absoluteUrl("/"),
    subject: typeset(snapshot.subject),
    preheader: typeset(snapshot.preheader),
    date: formatIssueDate(issue, snapshot, locale),
    isAlert: issue.kind === "alert",
    greeting: t.typeset("issues.mail.hello"),
    introductionHtml: snapshot.introductionHtml,
    sections: listSections(snapshot, topicIds).map(({ topic, articles }) => ({
      name: typeset(topic.name),
      stories: articles.map(toStory),
    })),
    reason: t.typeset(reason, { site }),
    preferencesUrl: preferencesUrl(subscriberTokenPlaceholder),
    unsubscribeUrl: unsubscribeUrl(subscriberTokenPlaceholder),
    archiveUrl: absoluteUrl(issuePath(issue.slug)),
  };
}

const weeklyOrMonthly = ({ rhythm }: MailedIssue) => (rhythm === "weekly" ? "weekly" : "monthly");

/** Shortens a text to `max` characters, after a whole word where there is one; "" for a limit of 0. */
export function cut(text: string, max: number): string {
  if (max === 0) return "";
  const characters = [...text.slice(0, 4 * max)];
  if (characters.length <= max && text.length <= 4 * max) return text;
  const head = characters.slice(0, max - 1).join("");
  const end = head.lastIndexOf(" ");
  return `${(end > head.length / 2 ? head.slice(0, end) : head).trimEnd()}…`;
}
