import type { IssueArticle, IssueSnapshot, NewsletterRhythm } from "#db/schema/newsletter.ts";
import { greeting } from "#features/mail/greeting.ts";
import type { LetterBlock, LetterContent } from "#features/mail/letter/letter.ts";
import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { shortenText } from "#lib/shorten-text.ts";
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

/** Limits (characters) of a story's texts; the later ones apply only when the mail would be too large with the earlier. */
export const textLimits = [
  { title: 200, text: 400, category: 40, alt: 150 },
  { title: 160, text: 200, category: 40, alt: 80 },
  { title: 80, text: 0, category: 0, alt: 0 },
];

/** What a mail of an issue says. */
export function toMailContent(
  snapshot: IssueSnapshot,
  { issue, topicIds, locale }: VariantOptions,
  limits: (typeof textLimits)[number],
): LetterContent {
  const t = translator(locale);
  const isAlert = issue.kind === "alert";
  const sections = listSections(snapshot, topicIds).map(({ topic, articles }, section) => ({
    name: typeset(topic.name),
    // The first story of the mail is its lead.
    stories: articles.map((article, at) => toStory(article, limits, section === 0 && at === 0)),
  }));
  const [only, ...others] = sections.flatMap(({ stories }) => stories);
  const alert = isAlert && only && others.length === 0 ? alertContent(only, t("issues.mail.readArticle")) : undefined;
  const introduction: LetterBlock[] = snapshot.introductionHtml
    ? [{ kind: "html", html: snapshot.introductionHtml }]
    : [];
  return {
    subject: typeset(snapshot.subject),
    preheader: typeset(snapshot.preheader),
    dateline: formatIssueDate(issue, snapshot, locale),
    online: { label: t("issues.mail.readOnline"), href: absoluteUrl(issuePath(issue.slug)) },
    ...(isAlert && { kicker: t("issues.mail.alert") }),
    greeting: greeting(t, ""),
    ...alert,
    blocks: [...introduction, ...(alert?.blocks ?? sectionBlocks(sections))],
    blocksLocale: siteLocale(),
    reason: t(reasonKey(issue), { site: snapshot.siteName }),
    stop: [
      { label: t("issues.mail.changePreferences"), href: preferencesUrl(subscriberTokenPlaceholder) },
      { label: t("issues.mail.stop"), href: unsubscribeUrl(subscriberTokenPlaceholder) },
    ],
  };
}

type Story = Extract<LetterBlock, { kind: "story" }>;

function toStory(
  { slug, title, category, text, picture }: IssueArticle,
  limits: (typeof textLimits)[number],
  isLead: boolean,
): Story {
  return {
    kind: "story",
    title: typeset(shortenText(title, limits.title)),
    href: absoluteUrl(`/articles/${slug}`),
    kicker: typeset(shortenText(category, limits.category)),
    excerpt: typeset(shortenText(text, limits.text)),
    ...(picture && {
      picture: {
        // At least twice as wide as mails show it. JPEG, because Outlook shows no WebP.
        src: absoluteUrl(mediaSrc(picture.mediaId, isLead ? 1_280 : 320, "jpeg", picture.revision)),
        alt: typeset(shortenText(picture.alt, limits.alt)),
        width: picture.width,
        height: picture.height,
      },
    }),
    isLead,
  };
}

/** The names of the sections help only where there are several. */
function sectionBlocks(sections: { name: string; stories: Story[] }[]): LetterBlock[] {
  return sections.flatMap(({ name, stories }) => [
    ...(sections.length > 1 ? [{ kind: "heading", text: name } as const] : []),
    ...stories,
  ]);
}

/** The alert's article is the mail: its title is the heading, and the button leads to it. */
function alertContent({ title, href, excerpt = "", picture }: Story, label: string) {
  return {
    title,
    blocks: [
      ...(picture ? [{ kind: "picture", picture, href } as const] : []),
      ...(excerpt === "" ? [] : [{ kind: "text", text: excerpt } as const]),
    ],
    button: { label, href },
  };
}

function reasonKey({ kind, rhythm }: MailedIssue) {
  if (kind === "alert") return "issues.mail.reason.alert";
  return rhythm === "weekly" ? "issues.mail.reason.weekly" : "issues.mail.reason.monthly";
}
