import type { Root } from "hast";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { splitBlocks } from "./blocks.ts";
import { linkEmbeds } from "./embeds.ts";
import { type GalleryPicture, knownShortcodes } from "./known-shortcodes.ts";
import { chooseLead } from "./lead.ts";
import { linkArticles, type Target } from "./links.ts";
import { splitAtMore } from "./more.ts";
import type { Notes } from "./notes.ts";
import { autoParagraphs, looseParagraphs } from "./paragraphs.ts";
import { type PictureSource, placePictures } from "./pictures.ts";
import { plainLine } from "./plain.ts";
import { type Provenance, takeProvenance } from "./provenance.ts";
import { type Attributes, replaceShortcodes } from "./shortcodes.ts";

export interface BodyContext {
  pictures: PictureSource;
  findArticle: (address: string) => Target | undefined;
  galleryOf: (attributes: Attributes) => GalleryPicture[];
  /** What the post's footnotes say, as HTML, in order; the block editor keeps them beside the body. */
  footnotes: string[];
  notes: Notes;
}

export interface ConvertedBody {
  lead: string;
  bodyHtml: string;
  provenance: Provenance | undefined;
  /** Slugs of articles that are linked alone in a paragraph or elsewhere and have no row yet. */
  later: string[];
}

/** A post's content, as WordPress stores it, to what an article here is made of. Each step is a file of this folder. */
export async function convertBody(content: string, excerpt: string, context: BodyContext): Promise<ConvertedBody> {
  const { before, after } = splitAtMore(content);
  const trees: [Root, Root] = [await cleanTree(before, context), await cleanTree(after, context)];
  const { lead, body } = chooseLead(...trees, plainLine(excerpt));
  const provenance = takeProvenance(body);
  const { later } = linkArticles(body, context.findArticle);
  return { lead, bodyHtml: toHtml(sanitizeArticle(body)), provenance, later };
}

async function cleanTree(content: string, context: BodyContext): Promise<Root> {
  const known = knownShortcodes(context.galleryOf);
  const footnotes =
    context.footnotes.length > 0 ? `<ol>${context.footnotes.map((note) => `<li>${note}</li>`).join("")}</ol>` : "";
  const tree: Root = { type: "root", children: [] };
  for (const { html, classic } of splitBlocks(content, context.notes, { footnotes })) {
    const parsed = parseHtml(replaceShortcodes(html, known, context.notes));
    tree.children.push(...(classic ? autoParagraphs(parsed) : looseParagraphs(parsed)).children);
  }
  return sanitizeArticle(await placePictures(linkEmbeds(tree), context.pictures));
}
