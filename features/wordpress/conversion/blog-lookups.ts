import { createHash } from "node:crypto";
import { pageAddress } from "#features/pages/rules.ts";
import type { BlogAddresses } from "../blog-addresses.ts";
import { type PictureReference, resolvePictureAddress } from "../body/pictures.ts";
import { toPlainLine } from "../body/plain-line.ts";
import { maxBlockCharacters } from "../body/reusable-blocks.ts";
import type { ExportTerm } from "../export/entries.ts";
import { type BylineReference, findByline, type People } from "../fields/bylines.ts";
import type { PageAddresses } from "../pages/page-addresses.ts";
import type { PlannedPage } from "../pages/plan-pages.ts";
import { listGallery } from "../pictures/galleries.ts";
import type { PictureImporter } from "../pictures/picture-importer.ts";
import type { PlannedArticle } from "../plan.ts";
import type { RatingTotal } from "../ratings.ts";
import type { Scan } from "../scan.ts";
import type { ListAddresses } from "./list-addresses.ts";
import { type Lookup, type Lookups, lookupKey, maxGalleryFiles } from "./lookups.ts";

interface BlogLookupsContext {
  scan: Scan;
  plan: Map<string, PlannedArticle>;
  addresses: BlogAddresses;
  pages: PageAddresses;
  pagePlan: Map<string, PlannedPage>;
  lists: ListAddresses;
  pictures: PictureImporter;
  ratingsLog: Map<string, RatingTotal>;
  people: People;
  readReusableBlock: (id: string) => Promise<string>;
}

/** What is left of what the answers to an item may hold, so that they are never larger than the export. */
export class AnswerBudget {
  galleryFiles = maxGalleryFiles;
  /** Each is looked for among all files of a post. */
  galleries = 200;
  /** The conversion inserts no more. */
  blockCharacters = maxBlockCharacters;
}

/** Answers what conversions ask (lookups.ts), from what the scan found and from the pictures. */
export class BlogLookups {
  readonly #context: BlogLookupsContext;
  readonly #answers: Omit<Lookups, "picture" | "reusableBlock" | "gallery">;

  constructor(context: BlogLookupsContext) {
    this.#context = context;
    const { scan, plan, addresses, pages, pagePlan, lists, ratingsLog, people } = context;
    const categories = listCategoryNames(scan.terms);
    this.#answers = {
      slug: (postId) => (pagePlan.get(postId) ?? plan.get(postId))?.slug ?? `article-${postId}`,
      article: (address) => {
        const page = pagePlan.get(pages.pageId(address) ?? "");
        if (page)
          return page.published ? { slug: page.slug, articleId: undefined, path: pageAddress(page.slug) } : undefined;
        const target = plan.get(addresses.postId(address) ?? "");
        if (target) return target.published ? { slug: target.slug, articleId: target.articleId } : undefined;
        const path = lists.pathOf(address);
        return path === undefined ? undefined : { slug: "", articleId: undefined, path };
      },
      attachmentAddress: (id) => scan.attachments.get(id)?.address,
      upload: (address) => addresses.isUpload(address),
      caption: (id) => toPlainLine(scan.attachments.get(id)?.caption ?? ""),
      attachmentName: (id) => toPlainLine(scan.attachments.get(id)?.alt || scan.attachments.get(id)?.title || ""),
      byline: (reference) => findByline(reference, people),
      category: (id) => categories.get(id),
      rating: (postId) => ratingsLog.get(postId),
    };
  }

  /** Answers one lookup of an item. A picture is stored by its first lookup. */
  async answer(lookup: Lookup, budget = new AnswerBudget()): Promise<unknown> {
    if (lookup.name === "picture") return this.#context.pictures.find(lookup.argument);
    if (lookup.name === "reusableBlock") {
      if (budget.blockCharacters <= 0) return "";
      const content = await this.#context.readReusableBlock(lookup.argument);
      budget.blockCharacters -= content.length;
      return budget.blockCharacters < 0 ? "" : content;
    }
    if (lookup.name === "gallery") {
      const { postId, attributes, kind } = lookup.argument;
      budget.galleries -= 1;
      if (budget.galleries < 0) return { files: [], omitted: 1 };
      const gallery = listGallery(this.#context.scan, postId, attributes, kind, budget.galleryFiles);
      budget.galleryFiles -= gallery.files.length;
      return gallery;
    }
    const answer = this.#answers[lookup.name] as (argument: unknown) => unknown;
    return answer(lookup.argument);
  }

  /**
   * Answers what the conversion of an item will most probably ask, so that it seldom has to run twice. Nothing is
   * stored and nothing counted: it may ask otherwise.
   */
  async answerLikely(postId: string, xml: string): Promise<[string, unknown][]> {
    const { addresses, pictures, scan } = this.#context;
    const { blogUrl } = scan.channel;
    const likely: Lookup[] = [
      { name: "slug", argument: postId },
      { name: "rating", argument: postId },
    ];
    for (const argument of listAddresses(xml))
      if (addresses.isOwn(argument)) likely.push({ name: "article", argument }, { name: "upload", argument });
    for (const argument of listAuthors(xml)) likely.push({ name: "byline", argument });
    const category = findMetaNumber(xml, "primary_category");
    if (category) likely.push({ name: "category", argument: category });
    const thumbnail = findMetaNumber(xml, "_thumbnail_id");
    if (thumbnail) likely.push({ name: "caption", argument: thumbnail });
    const answers: [string, unknown][] = [];
    for (const lookup of likely) answers.push([lookupKey(lookup), await this.answer(lookup)]);
    for (const argument of [...listPictures(xml), ...(thumbnail ? [{ attachmentId: thumbnail }] : [])]) {
      const known = await pictures.recall(argument);
      if (known) answers.push([lookupKey({ name: "picture", argument }), known.picture]);
      if (known?.picture || !argument.address) continue;
      // A missing picture becomes a link.
      const link: Lookup = { name: "article", argument: resolvePictureAddress(argument.address, blogUrl) };
      if (addresses.isOwn(link.argument)) answers.push([lookupKey(link), await this.answer(link)]);
    }
    return answers;
  }

  /**
   * Hashes what lookups answer once this import has ended: an article that is still to be written counts as written.
   * A picture is stored by its first lookup.
   */
  async hashAnswers(used: Lookup[]): Promise<string> {
    const answers = createHash("sha256");
    const budget = new AnswerBudget();
    for (const lookup of used) {
      const answer =
        lookup.name === "article" ? this.#answerFinally(lookup.argument) : await this.answer(lookup, budget);
      answers.update(`${JSON.stringify(answer)}\n`);
    }
    return answers.digest("base64url").slice(0, 22);
  }

  #answerFinally(address: string): unknown {
    const { plan, addresses } = this.#context;
    const answer = this.#answers.article(address);
    if (!answer || answer.path !== undefined) return answer;
    const target = plan.get(addresses.postId(address) ?? "");
    const isDeletedHere = target?.before !== undefined && target.row === undefined;
    return [answer.slug, isDeletedHere];
  }
}

function listAddresses(xml: string): Set<string> {
  const found = new Set<string>();
  for (const [, quoted = ""] of xml.matchAll(/href=["']([^"'<>\s]+)["']/g)) found.add(withoutEntities(quoted));
  return found;
}

function listPictures(xml: string): PictureReference[] {
  return [...xml.matchAll(/<img\b([^<>]*)>/g)].map(([, attributes = ""]) => {
    const address = / src=["']([^"'<>\s]+)["']/.exec(attributes)?.[1];
    return {
      attachmentId: /\bwp-image-(\d+)/.exec(attributes)?.[1],
      address: address === undefined ? undefined : withoutEntities(address),
    };
  });
}

function withoutEntities(address: string): string {
  return address.replaceAll("&amp;", "&").replaceAll("&#038;", "&");
}

/** The item's creator, and the authors that a plugin keeps as terms. */
function listAuthors(xml: string): BylineReference[] {
  const creator = /<dc:creator>(?:<!\[CDATA\[)?([^<>[\]]{1,200})/.exec(xml)?.[1]?.trim();
  const terms = [...xml.matchAll(/<category domain="author" nicename="([^"<>]*)"><!\[CDATA\[([^<>[\]]*)\]\]>/g)];
  return [
    ...(creator ? [{ login: withoutEntities(creator) }] : []),
    ...terms.slice(0, 50).map(([, nicename = "", name = ""]) => ({ nicename, name })),
  ];
}

function listCategoryNames(terms: ExportTerm[]): Map<string, string> {
  const categories = terms.filter(({ taxonomy, id }) => taxonomy === "category" && id !== "");
  return new Map(categories.map(({ id, nicename }) => [id, nicename]));
}

function findMetaNumber(xml: string, key: string): string | undefined {
  const at = xml.indexOf(key);
  return at < 0 ? undefined : /meta_value>(?:<!\[CDATA\[)?(\d{1,20})/.exec(xml.slice(at, at + 200))?.[1];
}
