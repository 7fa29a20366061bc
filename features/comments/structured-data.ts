import { articleImage, type DescribedArticle } from "#features/articles/metadata.ts";
import { discussionPath } from "#features/articles/rules.ts";
import type { Settings } from "#features/settings/schema.ts";
import { interactionCounter, publisherJsonLd } from "#features/settings/structured-data.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { cutCharacters } from "#lib/cut-characters.ts";
import { isoWithZone } from "#lib/dates.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { absoluteUrl, pagePath } from "#lib/site-address.ts";
import type { PublicComment } from "./queries.ts";
import { commentPath, maxReplyDepth, sortedThreadsPath, type Threaded, type ThreadSort } from "./rules.ts";

/** The comments of one page that are described, and the characters of each: a page may show 2,000 long ones. */
const maxDescribedComments = 200;
const maxCommentText = 2_000;

/**
 * Builds schema.org's DiscussionForumPosting for a page of an article's discussion: the article is the post, with the
 * comments of this page. Removed and pending comments are left out; replies to them follow in their place.
 */
export function discussionJsonLd(
  article: DescribedArticle,
  { threads, page, sort }: { threads: Threaded<PublicComment>[]; page: number; sort: ThreadSort },
  settings: Settings,
) {
  const zone = settings["site.zone"];
  const address = absoluteUrl(discussionPath(article.slug));
  // Every page names the first one as the address of the whole discussion, as Google asks.
  const discussion = absoluteUrl(sortedThreadsPath(article.slug, "oldest"));
  const comment = describeComments(threads, { slug: article.slug, zone, left: maxDescribedComments });
  return {
    "@type": "DiscussionForumPosting",
    "@id": `${discussion}#discussion`,
    mainEntityOfPage: absoluteUrl(pagePath(sortedThreadsPath(article.slug, sort), page)),
    url: discussion,
    headline: article.title,
    text: article.lead === "" ? article.title : article.lead,
    inLanguage: siteLocale(),
    datePublished: isoWithZone(article.publishedAt, zone),
    author:
      article.authors.length > 0
        ? article.authors.map(({ name, slug }) => ({
            "@type": "Person",
            name,
            url: absoluteUrl(`/authors/${slug}`),
          }))
        : [publisherJsonLd(settings)],
    image: absoluteUrl(articleImage(article, settings).path),
    isPartOf: { "@type": "WebPage", "@id": address, url: address },
    interactionStatistic: interactionCounter("CommentAction", article.commentCount),
    ...(comment.length > 0 ? { comment } : {}),
  };
}

interface DescribedPage {
  slug: string;
  zone: string;
  /** The number of comments that may still be described. */
  left: number;
}

function describeComments(
  comments: Threaded<PublicComment>[],
  page: DescribedPage,
  depth = 0,
): Record<string, unknown>[] {
  // Deeper ones are on the pages of their threads.
  if (depth > maxReplyDepth) return [];
  return comments.flatMap((comment) => {
    if (comment.hidden) return describeComments(comment.replies, page, depth + 1);
    if (page.left <= 0) return [];
    page.left--;
    const url = absoluteUrl(commentPath(page.slug, comment.thread, comment.id, comment.hasSeparatePage));
    const replies = describeComments(comment.replies, page, depth + 1);
    return [
      {
        "@type": "Comment",
        "@id": url,
        url,
        datePublished: isoWithZone(comment.createdAt, page.zone),
        ...(comment.editedAt ? { dateModified: isoWithZone(comment.editedAt, page.zone) } : {}),
        text: cutCharacters(toText(parseHtml(comment.bodyHtml)), maxCommentText),
        author: {
          "@type": "Person",
          name: comment.name || translator()("comments.anonymous"),
          ...(comment.profile && comment.handle ? { url: absoluteUrl(`/members/${comment.handle}`) } : {}),
          ...(comment.expertise ? { knowsAbout: comment.expertise } : {}),
        },
        interactionStatistic: interactionCounter("LikeAction", comment.reactions),
        ...(replies.length > 0 ? { comment: replies } : {}),
      },
    ];
  });
}
