import type { Root } from "hast";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { appendNodes } from "#lib/html/append-nodes.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { convertAccordions } from "./accordions.ts";
import { splitBlocks } from "./blocks.ts";
import { CodeListings } from "./code-listings.ts";
import type { OmissionCounter } from "./conversion-report.ts";
import { linkEmbeds } from "./embeds.ts";
import { closeEmptyElements } from "./empty-elements.ts";
import { appendEnclosures } from "./enclosures.ts";
import { chooseLead } from "./extract-lead.ts";
import { appendFeaturedPicture, type MissingFeaturedPicture } from "./featured-picture.ts";
import { type LinkTarget, linkArticles } from "./links.ts";
import { addParagraphs, wrapLooseText } from "./paragraphs.ts";
import { insertPictures, type PictureSource } from "./pictures.ts";
import { toPlainLine } from "./plain-line.ts";
import { splitAtMore } from "./read-more.ts";
import { insertReusableBlocks } from "./reusable-blocks.ts";
import { createShortcodeHandlers, type ListGallery } from "./shortcode-handlers.ts";
import { replaceShortcodes } from "./shortcodes.ts";
import { extractSourceAttribution, type SourceAttribution } from "./source-attribution.ts";

export interface BodyContext {
  pictures: PictureSource;
  findArticle: (address: string) => LinkTarget | undefined;
  galleryOf: ListGallery;
  /** The post's footnotes as HTML, in order; the block editor stores them beside the body. */
  footnotes: string[];
  /** The content of a reusable block, by its id; "" if the export has none. */
  reusableBlockOf?: (id: string) => string;
  /** Addresses of files that the post encloses: the episodes of a podcast. */
  enclosures?: string[];
  /** The post's featured image, if it could not be imported. */
  findMissingFeatured?: () => Promise<MissingFeaturedPicture | undefined>;
  notes: OmissionCounter;
  /** The body of a page stays whole: it has no lead, and credits no source. */
  isPage?: boolean;
}

interface ConvertedBody {
  lead: string;
  bodyHtml: string;
  provenance: SourceAttribution | undefined;
  /** Slugs of linked articles that have no row yet. */
  later: string[];
}

/**
 * Converts a post's content, as WordPress stores it, to the parts of an article. Each step is a file of this folder.
 */
export async function convertBody(content: string, excerpt: string, context: BodyContext): Promise<ConvertedBody> {
  const listings = new CodeListings();
  const rendered = new Map([["footnotes", renderFootnotes(context.footnotes)]]);
  const source = listings.take(insertReusableBlocks(content, context.reusableBlockOf ?? (() => "")));
  if (context.isPage) {
    const page = await parseContent(source, listings, rendered, context);
    appendFeaturedPicture(page, await context.findMissingFeatured?.());
    linkArticles(page, context.findArticle);
    return { lead: "", bodyHtml: toHtml(sanitizeArticle(page)), provenance: undefined, later: [] };
  }
  const { before, after } = splitAtMore(source);
  const trees: [Root, Root] = [
    await parseContent(before, listings, rendered, context),
    await parseContent(after, listings, rendered, context),
  ];
  const { lead, body } = chooseLead(...trees, toPlainLine(excerpt));
  const provenance = extractSourceAttribution(body);
  appendEnclosures(body, context.enclosures ?? []);
  appendFeaturedPicture(body, await context.findMissingFeatured?.());
  const { later } = linkArticles(body, context.findArticle);
  return { lead, bodyHtml: toHtml(sanitizeArticle(body)), provenance, later };
}

function renderFootnotes(notes: string[]): string {
  return notes.length > 0 ? `<ol>${notes.map((note) => `<li>${note}</li>`).join("")}</ol>` : "";
}

async function parseContent(
  content: string,
  listings: CodeListings,
  /** HTML of blocks that WordPress renders, each once in a post. */
  rendered: Map<string, string>,
  context: BodyContext,
): Promise<Root> {
  const known = createShortcodeHandlers(context.galleryOf);
  const tree: Root = { type: "root", children: [] };
  for (const { html, classic } of splitBlocks(content, context.notes, rendered)) {
    const parsed = parseHtml(closeEmptyElements(replaceShortcodes(html, known, context.notes)));
    appendNodes(tree.children, (classic ? addParagraphs(parsed) : wrapLooseText(parsed)).children);
  }
  return sanitizeArticle(listings.restore(await insertPictures(linkEmbeds(convertAccordions(tree)), context.pictures)));
}
