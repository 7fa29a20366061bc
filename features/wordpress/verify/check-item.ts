import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
  decode,
  describeAnswer,
  fileKey,
  findBlogPath,
  isImage,
  isPictureAddress,
  isPlayer,
  isSameAddress,
  isSameHost,
  mediaId,
  uploadKey,
} from "./addresses.ts";
import { compareBodies, readServedPage, type ServedPage } from "./compare-article.ts";
import { compareComments, readDiscussion } from "./compare-comments.ts";
import { type Expected, readExpected } from "./expected-content.ts";
import type { WxrItem } from "./export-reading.ts";
import { joinWords, listWords } from "./html-content.ts";
import {
  type ExportOverview,
  findOldPath,
  findRemoteUpload,
  isText,
  listAuthors,
  listHtmlWords,
  readDate,
  readState,
} from "./overview.ts";
import type { Answer, SiteClient } from "./site-client.ts";
import type { VerifyReport } from "./verify-report.ts";

export interface CheckOptions {
  /** Maximum number of stars on the blog. */
  ratingsMax: number;
  /** The folder with the files that were imported: what is not in it is not expected, unless it was fetched. */
  uploads: string | undefined;
  /** Pictures were fetched, from the blog or from other hosts too. */
  fetched: "no" | "blog" | "others";
}

/** Longer texts are not compared; no page shows them. */
const maxContentLength = 8_000_000;

/** Compares items with the site. */
export class ItemCheck {
  readonly #client: SiteClient;
  readonly #overview: ExportOverview;
  readonly #report: VerifyReport;
  readonly #options: CheckOptions;
  /** Uploads that some text shows, by their own key and that of the full file: whether they are shown here too. */
  readonly uploads = new Map<string, "found" | "missing">();

  constructor(client: SiteClient, overview: ExportOverview, report: VerifyReport, options: CheckOptions) {
    this.#client = client;
    this.#overview = overview;
    this.#report = report;
    this.#options = options;
  }

  async check(item: WxrItem): Promise<void> {
    if (!isText(item, this.#overview)) return;
    const where = item.link;
    const permalink = findPermalink(item, this.#overview);
    const idAddress = findIdAddress(item, permalink);
    if (idAddress === undefined) return this.#report.leaveOut("posts with neither an id nor an address");
    const state = readState(item, this.#overview);
    if (state === "unknown") return this.#report.leaveOut("posts that are scheduled for now");
    if (state === "hidden") return this.#checkHidden(item, idAddress);
    const isLong = item.isCut || item.content.length > maxContentLength;
    const expected = readExpected(isLong ? "" : item.content, item.excerpt);
    if (item.type === "page" && !isLong && isEmpty(expected))
      return this.#report.leaveOut("pages without a text, which their theme fills");
    const byId = await this.#client.ask(idAddress);
    const hasOther = permalink !== undefined && permalink !== idAddress;
    const byLink = hasOther ? await this.#client.ask(permalink) : undefined;
    // Of two blogs in one site, only one has the address by id.
    const isOthers =
      byLink &&
      byLink.path !== byId.path &&
      (byId.status === 200 ? !showsTitle(byId, item) && showsTitle(byLink, item) : byLink.status === 200);
    const answer = isOthers ? byLink : byId;
    const served = answer.status === 200 ? readServedPage(answer.body.toString("utf8")) : undefined;
    const kind = item.type === "page" ? "pages" : "articles";
    this.#report.count(kind, served !== undefined, where, `${item.title} (${describeAnswer(answer)})`);
    this.countAddress(byId, idAddress, item.title, isOthers ? answer.path : undefined);
    if (byLink && permalink !== undefined) this.countAddress(byLink, permalink, item.title, answer.path);
    if (!served) return;
    for (const path of listFormerPaths(item, permalink, this.#overview))
      this.countAddress(await this.#client.ask(path), path, item.title, answer.path);
    if (item.type === "post" && !isOfVigie(item))
      await this.checkFeed(`${permalink?.replace(/\/$/, "") ?? ""}/feed/`, permalink);
    await this.#checkFacts(item, served, where);
    if (expected.isCut) this.#report.leaveOut("texts nested too deeply to be read whole");
    if (isLong) this.#report.leaveOut("texts of more than 8 MB");
    compareBodies(expected, served, this.#report, where);
    await this.#checkPictures(item, expected, served, where);
    await this.#checkLinks(expected.links, served, where);
    for (const href of expected.sourceLinks)
      this.#report.count(
        "links",
        served.links.some((shown) => isSameHost(shown, href)),
        where,
        `${href} (of the source)`,
      );
    if (item.comments.length > 0) {
      const discussion = `${answer.path.split("?", 1)[0]}/comments`;
      compareComments(item.comments, await readDiscussion(this.#client, discussion), this.#report, where);
    }
  }

  async #checkHidden(item: WxrItem, idAddress: string): Promise<void> {
    const permalink = findPermalink(item, this.#overview);
    const addresses = [idAddress, ...(permalink && !permalink.includes("?") ? [permalink] : [])];
    const shown: string[] = [];
    for (const address of new Set(addresses)) {
      const answer = await this.#client.ask(address);
      // A public article may have the same name.
      const isShown =
        answer.status === 200 &&
        readServedPage(answer.body.toString("utf8")).title === joinWords(listHtmlWords(item.title)) &&
        address === idAddress;
      if (isShown) shown.push(address);
    }
    const kind = item.type === "page" ? "hidden pages" : "hidden articles";
    const state = nameState(item);
    this.#report.count(kind, shown.length === 0, shown[0] ?? idAddress, `${item.title} (${state}, public here)`);
    this.#report.addDetail(kind, state);
  }

  async #checkFacts(item: WxrItem, served: ServedPage, where: string): Promise<void> {
    const title = listHtmlWords(item.title);
    if (title.length > 0)
      this.#report.count(
        "titles",
        served.title.includes(joinWords(title)),
        where,
        `${item.title} (shown: ${served.title.trim()})`,
      );
    if (item.type === "page") return;
    const date = readDate(item, this.#overview);
    if (date)
      this.#report.count(
        "dates",
        Math.abs(Date.parse(served.date) - date.time) <= date.toleranceMs,
        where,
        `${item.dateGmt} GMT, ${item.date} there (shown: ${served.date})`,
      );
    for (const names of listAuthors(item, this.#overview)) {
      const isNamed = names.some((name) => served.byline.includes(joinWords(listHtmlWords(name)).trimEnd()));
      this.#report.count("bylines", isNamed, where, names[0] ?? "");
    }
    for (const { domain, nicename, name: term } of item.terms) {
      const kind = this.#overview.taxonomies.get(domain);
      if (kind === undefined) continue;
      const label = this.#overview.termNames.get(`${kind} ${nicename}`) ?? term;
      const words = [term, label].map((name) => joinWords(listHtmlWords(name)));
      const isNamed = served.terms.some((shown) => words.includes(shown.words));
      const other = isNamed ? undefined : await this.#findRenamed(kind, nicename, served);
      if (other !== undefined) this.#report.addRenamed(label, other);
      const shown = served.terms.map((one) => one.words.trim()).join(", ");
      this.#report.count(
        "categories and tags",
        isNamed || other !== undefined,
        where,
        `${domain}: ${term} (shown: ${shown || "none"})`,
      );
    }
    this.#checkRating(item, served, where);
  }

  /** The name here of a term to which its old address leads: one that was here before keeps its name. */
  async #findRenamed(kind: "category" | "tag", nicename: string, { terms }: ServedPage): Promise<string | undefined> {
    const base = this.#overview.blog.pathname.replace(/\/$/, "");
    const folder = this.#overview.isVigie ? { category: "categories", tag: "tags" }[kind] : kind;
    const { path, status } = await this.#client.ask(`${base}/${folder}/${nicename}/`);
    return status === 200 ? terms.find(({ href }) => href === path)?.words.trim() : undefined;
  }

  #checkRating({ meta }: WxrItem, served: ServedPage, where: string): void {
    const { ratingsMax } = this.#options;
    const users = Number(meta.get("ratings_users") ?? 0);
    const score = Number(meta.get("ratings_score") ?? 0);
    if (!(users > 0 && score >= users && score <= users * ratingsMax)) return;
    const mean = ((score / users) * (5 / ratingsMax)).toFixed(2).split(".").join(" ");
    const isShown = served.rating.includes(` ${users} `) && served.rating.includes(` ${mean} `);
    const what = `${users} votes, ${score} stars (shown:${served.rating.slice(0, 60)})`;
    this.#report.count("ratings", isShown, where, what);
  }

  async #checkPictures(item: WxrItem, expected: Expected, served: ServedPage, where: string): Promise<void> {
    const { files, filesOf, blog } = this.#overview;
    const own = filesOf.get(item.id) ?? [];
    const inGalleries = expected.gallery.flatMap(({ ids = own, exclude }) => ids.filter((id) => !exclude.includes(id)));
    const featured = item.meta.get("_thumbnail_id");
    const fromLibrary = [...inGalleries, ...(featured ? [featured] : [])]
      .flatMap((id) => files.get(id) ?? [])
      .filter(({ address }) => isPictureAddress(address));
    const seen = new Set<string>();
    for (const { src, alt, link } of [
      ...expected.images,
      ...fromLibrary.map((file) => ({ src: file.address, alt: file.alt, link: undefined })),
    ]) {
      if (src.startsWith("data:") || seen.has(src)) continue;
      seen.add(src);
      const path = findBlogPath(src, blog) ?? (await this.#findRemote(src));
      // Pictures of a Vigie site are encoded again: they have no old address.
      if (path === undefined || isOfVigie(item)) this.#checkForeignPicture({ src, alt }, served, where);
      else await this.#checkOwnPicture({ src, alt, path, link }, served, where);
    }
    // What the page shows must be there: every picture is asked for.
    for (const src of new Set(served.images.map((image) => image.src))) {
      const address = new URL(src, `${this.#client.site}/`);
      if (address.origin !== this.#client.site) continue;
      const answer = await this.#client.ask(address.pathname + address.search);
      const isShown = answer.status === 200 && answer.problem === undefined && isImage(answer);
      this.#report.count("pictures", isShown, where, `${src} (${describeAnswer(answer)})`);
    }
  }

  /** The address here of an upload of the blog that had another host; undefined if it was not imported. */
  async #findRemote(src: string): Promise<string | undefined> {
    const path = findRemoteUpload(src, this.#overview);
    return path !== undefined && isImage(await this.#client.ask(path)) ? path : undefined;
  }

  /** A picture of another site is a link to it; one that was fetched is known by its alternative text. */
  #checkForeignPicture({ src, alt }: { src: string; alt: string }, served: ServedPage, where: string): void {
    const words = joinWords(listWords(alt));
    const isKept =
      served.links.some((href) => isSameAddress(href, src)) ||
      served.images.some((image) => isSameAddress(image.src, src)) ||
      (words.trim() !== "" && served.images.some((image) => joinWords(listWords(image.alt)) === words));
    const isImported = this.#options.fetched !== "no" || mediaId(src) !== undefined;
    if (!isKept && words.trim() === "" && isImported && served.images.length > 0)
      this.#report.leaveOut("images without an alternative text, which nothing else identifies");
    else this.#report.count("pictures", isKept, where, `${src} (of another site)`);
  }

  async #checkOwnPicture(
    { src, alt, path, link }: { src: string; alt: string; path: string; link: string | undefined },
    served: ServedPage,
    where: string,
  ): Promise<void> {
    if (this.#options.fetched === "no" && (await this.#isAbsent(path))) {
      this.#report.leaveOut("images that are not in the uploads folder");
      return;
    }
    const answer = await this.#client.ask(path);
    const id = mediaId(answer.path);
    const shown = served.images.filter((image) => id !== undefined && mediaId(image.src) === id);
    const isShown = answer.status === 200 && answer.problem === undefined && isImage(answer) && shown.length > 0;
    if (shown.length === 0 && (await this.#showsLinked(link, served))) {
      this.#report.count("pictures", true, where, src);
      return;
    }
    const isLinked = served.links.some((href) => isSameAddress(href, src));
    const reason = isLinked
      ? "only a link to the old site"
      : isImage(answer)
        ? "not on the page"
        : describeAnswer(answer);
    this.#report.count("pictures", isShown, where, `${src} (${reason})`);
    for (const key of new Set([fileKey(path), uploadKey(path)]))
      if (isShown || !this.uploads.has(key)) this.uploads.set(key, isShown ? "found" : "missing");
    const words = joinWords(listWords(alt));
    if (!isShown || words.trim() === "") return;
    const hasText = shown.some((image) => joinWords(listWords(image.alt)) === words);
    this.#report.count("alternative texts", hasText, where, `${alt} (shown: ${shown[0]?.alt})`);
  }

  /** Whether the page shows the full picture to which the link around a smaller copy leads. */
  async #showsLinked(link: string | undefined, served: ServedPage): Promise<boolean> {
    if (!link || !isPictureAddress(link)) return false;
    const path = findOldPath(link, this.#overview);
    if (path === undefined) return false;
    const id = mediaId((await this.#client.ask(path)).path);
    return id !== undefined && served.images.some((image) => mediaId(image.src) === id);
  }

  async #checkLinks(links: string[], served: ServedPage, where: string): Promise<void> {
    for (const href of new Set(links)) {
      if (!/^(?:https?:)?\/\//i.test(href) && !href.startsWith("/") && !href.startsWith("?")) continue;
      const path = findOldPath(href, this.#overview);
      let isFound = served.links.some((shown) => isSameAddress(shown, href));
      if (!isFound && path !== undefined) {
        const answer = await this.#client.ask(path);
        const target = answer.path.split("?", 1)[0];
        const id = mediaId(answer.path);
        isFound =
          served.links.some((shown) => shown.split(/[?#]/, 1)[0] === target) ||
          (id !== undefined && served.images.some((image) => mediaId(image.src) === id));
      }
      this.#report.count("links", isFound || isPlayer(href, served.links), where, href);
    }
  }

  /** Whether a file was not in the folder that was imported, in any of its sizes. */
  async #isAbsent(path: string): Promise<boolean> {
    const { uploads } = this.#options;
    const name = /\/(?:uploads|files)\/(?:sites\/\d+\/)?([^?]+)/.exec(path)?.[1];
    if (uploads === undefined || name === undefined) return false;
    const names = [decode(name), decode(name).replace(/-\d+x\d+(?=\.\w+$)/, "")];
    for (const one of names) {
      const file = join(uploads, one);
      if (file.startsWith(uploads) && (await stat(file).catch(() => undefined))?.isFile()) return false;
    }
    return true;
  }

  /** Asks for a feed, unless its owner has no address of its own. */
  async checkFeed(path: string, owner: string | undefined): Promise<void> {
    if (owner === undefined || owner === "/" || owner.startsWith("/?p=")) return;
    const answer = await this.#client.ask(path);
    const isFeed = answer.status === 200 && answer.problem === undefined && /xml/.test(answer.contentType);
    this.#report.count("feeds", isFeed, path, describeAnswer(answer));
  }

  countAddress(answer: Answer, address: string, what: string, expected?: string): void {
    const isThere = answer.status === 200 && answer.problem === undefined;
    const isFound = isThere && (expected === undefined || answer.path === expected);
    const found = isThere ? `leads to ${answer.path}, not to ${expected}` : describeAnswer(answer);
    this.#report.count("old addresses", isFound, address, `${what} (${found})`);
  }
}

/** Why readers see no item, in the words of the import's report. */
function nameState({ status, password }: WxrItem): string {
  if (password !== "" && status === "publish") return "protected";
  return { future: "scheduled", "auto-draft": "draft" }[status] ?? status;
}

/** Whether a Vigie site exported an item: its addresses are this site's own. */
const isOfVigie = ({ meta }: WxrItem) => meta.has("_vigie_id");

/** The path of an item's link. Undefined without a link, and for the front page, which leads to no item here. */
function findPermalink({ link }: WxrItem, { blog }: ExportOverview): string | undefined {
  const path = link === "" ? undefined : findBlogPath(link, blog);
  return path?.replace(/\/$/, "") === blog.pathname.replace(/\/$/, "") ? undefined : path;
}

/** The address by id, or else the permalink: a Vigie site never had ids in addresses, and some tools write none. */
function findIdAddress(item: WxrItem, permalink: string | undefined): string | undefined {
  if (item.id === "" || (isOfVigie(item) && permalink)) return permalink;
  return item.type === "page" ? `/?page_id=${item.id}` : `/?p=${item.id}`;
}

/** The permalinks with an item's former slugs, without slugs that another item has or had. */
function listFormerPaths(
  item: WxrItem,
  permalink: string | undefined,
  { slugOwners }: Pick<ExportOverview, "slugOwners">,
): string[] {
  const at = permalink === undefined || item.name === "" ? -1 : permalink.lastIndexOf(item.name);
  if (permalink === undefined || at < 0 || permalink.includes("?") || isOfVigie(item)) return [];
  return [...new Set(item.oldSlugs)]
    .filter((slug) => slug !== item.name && /^[^\s/?#]+$/.test(slug) && slugOwners.get(slug) === item.id)
    .map((slug) => permalink.slice(0, at) + slug + permalink.slice(at + item.name.length));
}

/** Whether an answer is the page of an item, as far as its title tells. */
function showsTitle(answer: Answer, { title }: WxrItem): boolean {
  const words = listHtmlWords(title);
  if (answer.status !== 200 || words.length === 0) return false;
  return readServedPage(answer.body.toString("utf8")).title.includes(joinWords(words));
}

const isEmpty = ({ blocks, anywhere, code, captions, images, gallery, links }: Expected) =>
  [blocks, anywhere, code, captions, images, gallery, links].every((list) => list.length === 0);
