import { listAttributionParts } from "#features/articles/attribution.ts";
import { readPageBody } from "#features/pages/page-body.ts";
import { isoWithZone } from "#lib/dates.ts";
import { escapeHtml } from "#lib/html/escape-html.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { masterFileSrc } from "#lib/media-path.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { fileDate } from "../folder/file-paths.ts";
import type { ExportedArticle, ExportedPage, ExportedPicture } from "../queries.ts";
import { type PicturePlace, toBlocks } from "./blocks.ts";
import { type WordPressPost, wordpressIds } from "./post.ts";

export interface PostContext {
  siteUrl: string;
  zone: string;
  findPicture: (id: string) => ExportedPicture | undefined;
  /** The number of a picture among all of the export. */
  positionOf: (pictureId: string) => number;
}

const postStatus = { published: "publish", draft: "draft", scheduled: "future", withdrawn: "private" } as const;

/**
 * Converts an article to a post. What WordPress has no field for is where its owners look for it: the source as the
 * last paragraph, what search engines read in Yoast's fields, ratings in those of WP-PostRatings, further authors as
 * those of Co-Authors Plus. Fields that begin with `_vigie_` are for another site of this kind.
 */
export function toArticlePost(article: ExportedArticle, context: PostContext): WordPressPost {
  const link = absoluteUrl(`/articles/${article.slug}`, context.siteUrl);
  const lead = article.leadMediaId === null ? undefined : placePicture(article.leadMediaId, context);
  const body = toBlocks(article.bodyHtml, { siteUrl: context.siteUrl, findPicture: (id) => placePicture(id, context) });
  const { source, ratingCount, ratingSum } = article;
  const meta: [string, string | number | undefined][] = [
    ["_thumbnail_id", lead?.id],
    ["_yoast_wpseo_title", article.seoTitle || undefined],
    ["_yoast_wpseo_metadesc", article.seoDescription || undefined],
    ["_yoast_wpseo_canonical", article.canonicalUrl || undefined],
    // Extracts are left to their source by search engines.
    ["_yoast_wpseo_meta-robots-noindex", source?.isExtract ? 1 : undefined],
    ["ratings_users", ratingCount || undefined],
    ["ratings_score", ratingCount > 0 ? ratingSum : undefined],
    ["ratings_average", ratingCount > 0 ? Math.round((100 * ratingSum) / ratingCount) / 100 : undefined],
    ["_vigie_id", article.id],
    ["_vigie_lead_caption", article.leadCaption || undefined],
    ["_vigie_credit_only", source && !source.isExtract ? 1 : undefined],
    ...article.oldPaths.map((path): [string, string] => ["_vigie_old_path", path]),
  ];
  return {
    id: wordpressIds.article(article.id),
    type: "post",
    status: postStatus[article.status],
    title: article.title,
    slug: article.slug,
    link,
    author: article.authors[0]?.slug ?? "",
    content: source ? `${body}\n\n${sourceParagraph(source)}` : body,
    excerpt: article.lead,
    date: fileDate(article),
    modified: article.updatedAt,
    isOpen: article.commentPolicy !== "closed",
    terms: [
      ...article.categories.map((term) => ({ taxonomy: "category" as const, ...term })),
      ...article.tags.map((term) => ({ taxonomy: "post_tag" as const, ...term })),
      ...(article.authors.length > 1
        ? article.authors.map(({ slug, name }) => ({ taxonomy: "author" as const, slug: `cap-${slug}`, name }))
        : []),
    ],
    meta: meta.filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  };
}

/** The sentence that credits the source below the article. */
function sourceParagraph(source: NonNullable<ExportedArticle["source"]>): string {
  const link = (href: string, text: string) => `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`;
  const sentence = listAttributionParts(source).map((part) => {
    if (part.kind === "text") return escapeHtml(part.text);
    return part.kind === "title" ? link(source.url, source.title || source.url) : link(source.site, source.name);
  });
  return `<!-- wp:paragraph -->\n<p>${sentence.join("")}</p>\n<!-- /wp:paragraph -->`;
}

export function toPagePost(page: ExportedPage, context: PostContext): WordPressPost {
  const bodyHtml = toHtml(readPageBody(page.body));
  const meta: [string, string | number][] = [["_vigie_id", page.id]];
  if (page.seoTitle !== "") meta.push(["_yoast_wpseo_title", page.seoTitle]);
  if (page.seoDescription !== "") meta.push(["_yoast_wpseo_metadesc", page.seoDescription]);
  return {
    id: wordpressIds.page(page.id),
    type: "page",
    status: page.withdrawnAt ? "private" : page.publishedAt ? "publish" : "draft",
    title: page.title,
    slug: page.slug,
    link: absoluteUrl(`/pages/${page.slug}`, context.siteUrl),
    author: "",
    content: toBlocks(bodyHtml, { siteUrl: context.siteUrl, findPicture: (id) => placePicture(id, context) }),
    excerpt: "",
    date: page.publishedAt ?? page.createdAt,
    modified: page.updatedAt,
    isOpen: page.commentPolicy !== null && page.commentPolicy !== "closed",
    terms: [],
    meta,
  };
}

/**
 * A picture as an attachment. WordPress takes two with the same title and date for the same, so the title has a part of
 * the id.
 */
export function toAttachment(picture: ExportedPicture, context: PostContext): WordPressPost {
  const address = absoluteUrl(masterFileSrc(picture), context.siteUrl);
  const name = picture.originalName.replace(/\.[a-z0-9]{1,5}$/i, "");
  const month = isoWithZone(picture.createdAt, context.zone).slice(0, 7).replace("-", "/");
  return {
    id: wordpressIds.picture(context.positionOf(picture.id)),
    type: "attachment",
    status: "inherit",
    title: `${name}${name === "" ? "" : " "}(${picture.id.slice(0, 8)})`,
    slug: `picture-${picture.id}`,
    link: absoluteUrl(masterFileSrc(picture), context.siteUrl),
    author: "",
    content: escapeHtml(picture.credit),
    excerpt: picture.caption,
    date: picture.createdAt,
    modified: picture.createdAt,
    isOpen: false,
    terms: [],
    meta: [
      ["_wp_attached_file", `${month}/${picture.id}.${picture.format}`],
      ...(picture.alt === "" ? [] : [["_wp_attachment_image_alt", picture.alt] as [string, string]]),
    ],
    file: address,
  };
}

function placePicture(id: string, context: PostContext): PicturePlace | undefined {
  const picture = context.findPicture(id);
  return (
    picture && {
      id: wordpressIds.picture(context.positionOf(id)),
      address: absoluteUrl(masterFileSrc(picture), context.siteUrl),
    }
  );
}
