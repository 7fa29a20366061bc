import type { Element, ElementContent, Root } from "hast";
import { visit } from "unist-util-visit";
import { listAttributionParts } from "#features/articles/attribution.ts";
import { addFigureCredits } from "#features/articles/body/credits.ts";
import { chooseCaption, extractLeadFigure, type LeadFigure } from "#features/articles/body/figures.ts";
import { insertFootnotes } from "#features/articles/body/footnotes.ts";
import type { Article, BodyPicture } from "#features/articles/queries.ts";
import { shareAddress, shareImage } from "#features/articles/share-image.ts";
import { creditParts } from "#features/media/picture-credit.ts";
import type { Settings } from "#features/settings/schema.ts";
import { translator } from "#i18n/translator.ts";
import { makeLinksAbsolute } from "#lib/html/absolute-links.ts";
import { openDetails } from "#lib/html/open-details.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { shortenText } from "#lib/shorten-text.ts";
import { absoluteUrl, isWebAddress } from "#lib/site-address.ts";

/** Maximum length of the summary of an article without a lead: what readers show in a list. */
const maxSummaryLength = 320;

/**
 * Returns an article's HTML for feeds, with absolute addresses: the whole body of our own articles, or their lead and a
 * link if the site's feeds contain excerpts; of an extract only the picture and the lead. The rest of it is read at the
 * source, or on our page. All end with the credit of their source.
 */
export function feedHtml(article: Article, content: Settings["feeds.content"] = "full"): string {
  const credit = article.source ? [element("p", {}, creditSource(article.source))] : [];
  if (isExtract(article)) return toHtml({ type: "root", children: [...leadElements(article), ...credit] });
  if (content === "excerpt")
    return toHtml({ type: "root", children: [...leadElements(article), linkToArticle(article), ...credit] });
  const body = openDetails(parseHtml(article.bodyHtml));
  const figure = extractLeadFigure(body, article.picture?.id ?? null);
  const tree = addFigureCredits(body, article.pictures, translator());
  const page = absoluteUrl(`/articles/${article.slug}`);
  const t = translator();
  insertFootnotes(tree, {
    notes: t("articles.footnotes.title"),
    note: t.raw("articles.footnotes.note"),
    back: t.raw("articles.footnotes.back"),
  });
  visit(tree, "element", (node) => adaptToFeeds(node, article.pictures));
  tree.children.unshift(...leadElements(article, figure));
  makeLinksAbsolute(tree, page);
  tree.children.push(...credit);
  return toHtml(tree);
}

/** Whether its text is another site's, whatever search engines may do with its page. */
const isExtract = ({ syndicated, source, canonicalUrl }: Article) =>
  syndicated || (source !== null && canonicalUrl === source.articleUrl);

/** The text that stands for an article: its lead, or the beginning of its body if it has none. */
export function feedSummary(article: Article): string {
  if (article.lead !== "" || isExtract(article)) return article.lead;
  return shortenText(toText(parseHtml(article.bodyHtml)).replace(/\s+/g, " ").trim(), maxSummaryLength);
}

function linkToArticle({ slug }: Article): Element {
  const text = translator()("feeds.readOn");
  return element("p", {}, [element("a", { href: absoluteUrl(`/articles/${slug}`) }, [{ type: "text", value: text }])]);
}

/** The sentence that credits the source, with its links, and the original's author. */
function creditSource(source: NonNullable<Article["source"]>): Element["children"] {
  const links = {
    title: { href: source.articleUrl, text: source.articleTitle },
    source: { href: source.url, text: source.name },
  };
  const sentence = listAttributionParts(source).map((part): Element["children"][number] => {
    if (part.kind === "text") return { type: "text", value: part.text };
    const { href, text } = links[part.kind];
    const content = [{ type: "text" as const, value: text }];
    return isWebAddress(href) ? element("a", { href }, content) : { type: "text", value: text };
  });
  if (source.author === "") return sentence;
  const author = translator()("articles.originalAuthor", { author: source.author });
  return [...sentence, element("br", {}), { type: "text", value: author }];
}

/** The lead picture and the lead, which the stored body does not contain. */
function leadElements(article: Article, figure?: LeadFigure): Root["children"] {
  const children: Root["children"] = [];
  if (article.picture) {
    const { path, width, height, alt } = shareImage(article.picture);
    const image = element("img", { src: absoluteUrl(path), alt: alt || (figure?.alt ?? ""), width, height });
    const parts = creditParts(translator(), { credit: article.leadCredit, licence: article.leadLicence });
    const credit = parts.map(({ text }) => text).join(" · ");
    const taken = chooseCaption(figure, article.leadCaption);
    const words = [taken.length > 0 ? "" : article.leadCaption, credit].filter((text) => text !== "").join(" ");
    const caption: ElementContent[] =
      words === "" ? taken : [...taken, { type: "text", value: taken.length > 0 ? ` ${words}` : words }];
    const captioned = caption.length === 0 ? [] : [element("figcaption", {}, caption)];
    const linked = figure?.href === undefined ? image : element("a", { href: figure.href }, [image]);
    children.push(element("figure", {}, [linked, ...captioned]));
  }
  if (article.lead !== "") {
    children.push(element("p", {}, [element("strong", {}, [{ type: "text", value: article.lead }])]));
  }
  return children;
}

function element(tagName: string, properties: Element["properties"], children: Element["children"] = []): Element {
  return { type: "element", tagName, properties, children };
}

/** Removes our own attributes, and gives pictures the address and the size of a format that every reader shows. */
function adaptToFeeds(node: Element, pictures: BodyPicture[]) {
  for (const own of ["dataCard", "dataEmbed", "dataCallout"]) delete node.properties[own];
  const { src } = node.properties;
  if (node.tagName !== "img" || typeof src !== "string" || !src.startsWith("/media/")) return;
  const id = src.slice("/media/".length);
  const now = pictures.find((picture) => picture.id === id);
  const width = now?.width ?? Number(node.properties.width);
  const height = now?.height ?? Number(node.properties.height);
  if (width > 0 && height > 0) {
    const fitted = shareImage({ id, width, height, alt: "", ...(now && { revision: now.revision }) });
    node.properties.src = absoluteUrl(fitted.path);
    node.properties.width = fitted.width;
    node.properties.height = fitted.height;
  } else {
    node.properties.src = absoluteUrl(shareAddress(id));
  }
}
