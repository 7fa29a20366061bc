import { stat } from "node:fs/promises";
import { join } from "node:path";
import { OperatorError } from "#lib/operator-error.ts";
import { compareTexts, readServedPage, type ServedPage } from "./compare-article.ts";
import { compareComments, readDiscussion } from "./compare-comments.ts";
import { readExpected } from "./expected-content.ts";
import { readStated, type StatedItem, type StatedTerm } from "./export-reading.ts";
import { findElements, joinWords, listWords, parseHtml, readContent } from "./html-content.ts";
import { type Answer, SiteClient } from "./site-client.ts";
import { VerifyReport } from "./verify-report.ts";

export interface VerifyOptions {
  file: string;
  /** The address of the site that is asked. */
  site: string;
  /** Items to compare, spread over the file; absent: all. */
  sample?: number | undefined;
  /** Maximum number of stars on the blog. */
  ratingsMax?: number;
  /** The folder with the files that were imported: what is not in it is not expected. */
  uploads?: string | undefined;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** What items refer to, from a first reading of the file. */
interface Overview {
  blog: URL;
  terms: StatedTerm[];
  /** Posts and pages. */
  items: number;
  published: number;
  /** Addresses of files by id, with the item to which they were uploaded. */
  files: Map<string, { address: string; link: string; parent: string; caption: string }>;
  names: Map<string, string>;
}

/** Items compared at once. Their requests share the limit of the client. */
const concurrency = 4;

/**
 * Reads an export again, without the importer's code, and looks for everything in it on the served site. Throws an
 * OperatorError if there is nothing to compare.
 */
export async function verifyImport(options: VerifyOptions): Promise<VerifyReport> {
  const overview = await readOverview(options.file);
  if (overview.published === 0)
    throw new OperatorError(`${options.file} has no published posts or pages: there is nothing to compare.`);
  const client = new SiteClient(options.site);
  const report = new VerifyReport();
  const check = new ItemCheck(client, overview, report, {
    ratingsMax: options.ratingsMax ?? 5,
    uploads: options.uploads,
  });
  await check.checkLists();
  const step = options.sample ? Math.max(1, Math.ceil(overview.items / options.sample)) : 1;
  let index = 0;
  let done = 0;
  const running = new Set<Promise<void>>();
  const seen = new Set<string>();
  for await (const entry of readStated(options.file)) {
    if (!("item" in entry) || !isText(entry.item)) continue;
    options.signal?.throwIfAborted();
    index += 1;
    if ((index - 1) % step !== 0) continue;
    if (seen.has(entry.item.id)) {
      report.leaveOut("posts with an id that came before in the file");
      continue;
    }
    seen.add(entry.item.id);
    while (running.size >= concurrency) await Promise.race(running);
    const work: Promise<void> = check.checkItem(entry.item).then(() => {
      running.delete(work);
      done += step;
      options.onProgress?.(Math.min(done, overview.items), overview.items);
    });
    running.add(work);
  }
  await Promise.all(running);
  await check.checkUploads(step);
  report.requests = client.requests;
  if (
    report.counts.articles.found +
      report.counts.articles.missing +
      report.counts.pages.found +
      report.counts.pages.missing ===
    0
  )
    throw new OperatorError("No published post or page was compared: choose a larger --sample.");
  return report;
}

const isText = ({ type }: StatedItem) => type === "post" || type === "page";
const isPublic = ({ status, password }: StatedItem) => status === "publish" && password === "";

async function readOverview(file: string): Promise<Overview> {
  let blogUrl = "";
  const overview = { terms: [] as StatedTerm[], items: 0, published: 0, files: new Map(), names: new Map() } as Omit<
    Overview,
    "blog"
  >;
  for await (const entry of readStated(file)) {
    if ("blogUrl" in entry) blogUrl = entry.blogUrl;
    else if ("term" in entry) {
      overview.terms.push(entry.term);
      if (entry.term.kind === "author") overview.names.set(entry.term.name, entry.term.label);
    } else if (isText(entry.item)) {
      overview.items += 1;
      if (isPublic(entry.item)) overview.published += 1;
    } else if (entry.item.type === "attachment") {
      const { id, attachmentUrl, link, parent, excerpt } = entry.item;
      overview.files.set(id, { address: attachmentUrl || link, link, parent, caption: excerpt });
    }
  }
  if (!URL.canParse(blogUrl))
    throw new OperatorError(`${file} is not a WordPress export: it names no address of its blog.`);
  return { ...overview, blog: new URL(blogUrl) };
}

/** Pages of a category's list that are read. */
const maxListPages = 10_000;

/** Compares items and lists with the site. */
class ItemCheck {
  readonly #client: SiteClient;
  readonly #overview: Overview;
  readonly #report: VerifyReport;
  readonly #ratingsMax: number;
  readonly #uploads: string | undefined;
  /** The articles of categories, by their names on the blog. */
  readonly #lists = new Map<string, Promise<Set<string>>>();
  /** Uploads that some text shows. */
  readonly #shown = new Set<string>();

  constructor(
    client: SiteClient,
    overview: Overview,
    report: VerifyReport,
    { ratingsMax, uploads }: { ratingsMax: number; uploads: string | undefined },
  ) {
    this.#client = client;
    this.#overview = overview;
    this.#report = report;
    this.#ratingsMax = ratingsMax;
    this.#uploads = uploads;
  }

  async checkItem(item: StatedItem): Promise<void> {
    const where = item.link;
    const idAddress = item.type === "page" ? `/?page_id=${item.id}` : `/?p=${item.id}`;
    if (!isPublic(item)) return this.#checkHidden(item, idAddress);
    const kind = item.type === "page" ? "pages" : "articles";
    const answer = await this.#client.ask(idAddress);
    const served = answer.status === 200 ? readServedPage(answer.body.toString("utf8")) : undefined;
    this.#report.count(kind, served !== undefined, where, `${item.title} (${describeAnswer(answer)})`);
    this.#countAddress(answer, idAddress, item.title);
    const permalink = this.#ownPath(item.link);
    if (permalink !== undefined && permalink !== "/") {
      const byLink = await this.#client.ask(permalink);
      this.#countAddress(byLink, permalink, item.title, answer.path);
    }
    if (!served) return;
    if (item.type === "post") await this.#checkFeed(`${permalink?.replace(/\/$/, "") ?? ""}/feed/`, permalink);
    await this.#checkFacts(item, served, where, answer.path);
    const expected = readExpected(item.content, item.excerpt);
    compareTexts(expected, served, this.#report, where);
    await this.#checkPictures(item, expected, served, where);
    await this.#checkLinks(expected.links, served, where);
    for (const href of expected.sourceLinks)
      this.#report.count(
        "links",
        served.links.some((shown) => sameHost(shown, href)),
        where,
        `${href} (of the source)`,
      );
    if (item.comments.length > 0) {
      const discussion = `${answer.path.split("?", 1)[0]}/comments`;
      compareComments(item.comments, await readDiscussion(this.#client, discussion), this.#report, where);
    }
  }

  async #checkHidden(item: StatedItem, idAddress: string): Promise<void> {
    const permalink = this.#ownPath(item.link);
    const addresses = [idAddress, ...(permalink && permalink !== "/" && !permalink.includes("?") ? [permalink] : [])];
    for (const address of addresses) {
      const answer = await this.#client.ask(address);
      // A public article may have the same name.
      const isShown =
        answer.status === 200 &&
        readServedPage(answer.body.toString("utf8")).title === joinWords(listWords(plain(item.title))) &&
        address === idAddress;
      this.#report.count("drafts", !isShown, address, `${item.title} (${item.status}, public here)`);
    }
  }

  async #checkFacts(item: StatedItem, served: ServedPage, where: string, path: string): Promise<void> {
    const title = listWords(plain(item.title));
    if (title.length > 0)
      this.#report.count(
        "titles",
        served.title.includes(joinWords(title)),
        where,
        `${item.title} (shown: ${served.title.trim()})`,
      );
    if (item.type !== "post") return;
    const date = Date.parse(`${item.dateGmt.replace(" ", "T")}Z`);
    if (date > 0)
      this.#report.count(
        "dates",
        Date.parse(served.date) === date,
        where,
        `${item.dateGmt} GMT (shown: ${served.date})`,
      );
    const name = this.#overview.names.get(item.creator) ?? "";
    if (name !== "" && !name.includes("@"))
      this.#report.count("bylines", served.byline.includes(joinWords(listWords(plain(name))).trimEnd()), where, name);
    for (const { domain, nicename, name: term } of item.terms) {
      if (domain !== "category" && domain !== "post_tag" && domain !== "tag") continue;
      const words = joinWords(listWords(plain(term)));
      const isNamed = served.terms.includes(words);
      const isFound = isNamed || (domain === "category" && (await this.#listsArticle(nicename, path)));
      this.#report.count("categories and tags", isFound, where, `${domain}: ${term}`);
    }
    const users = Number(item.meta.get("ratings_users") ?? 0);
    const score = Number(item.meta.get("ratings_score") ?? 0);
    if (users > 0 && score >= users && score <= users * this.#ratingsMax) {
      const mean = ((score / users) * (5 / this.#ratingsMax)).toFixed(2).split(".").join(" ");
      const isShown = served.rating.includes(` ${users} `) && served.rating.includes(` ${mean} `);
      this.#report.count(
        "ratings",
        isShown,
        where,
        `${users} votes, ${score} stars (shown:${served.rating.slice(0, 60)})`,
      );
    }
  }

  /** Whether the list of a category has an article: its page names only the first of several. */
  async #listsArticle(name: string, path: string): Promise<boolean> {
    const base = this.#overview.blog.pathname.replace(/\/$/, "");
    const list = this.#lists.get(name) ?? this.#readList(`${base}/category/${name}/`);
    this.#lists.set(name, list);
    return (await list).has(path);
  }

  async #readList(oldPath: string): Promise<Set<string>> {
    const articles = new Set<string>();
    const first = await this.#client.ask(oldPath);
    for (let page = 1, answer = first; answer.status === 200 && page <= maxListPages; page += 1) {
      const before = articles.size;
      for (const { attribs } of findElements(parseHtml(answer.body.toString("utf8")), ({ name }) => name === "a"))
        if (attribs.href?.startsWith("/articles/")) articles.add(attribs.href);
      if (articles.size === before) break;
      answer = await this.#client.ask(`${first.path}?page=${page + 1}`);
    }
    return articles;
  }

  async #checkPictures(
    item: StatedItem,
    { images, gallery }: { images: string[]; gallery: { ids: string[] | undefined; exclude: string[] }[] },
    served: ServedPage,
    where: string,
  ): Promise<void> {
    const files = this.#overview.files;
    const own = () => [...files].flatMap(([id, file]) => (file.parent === item.id ? [id] : []));
    const inGalleries = gallery.flatMap(({ ids, exclude }) => (ids ?? own()).filter((id) => !exclude.includes(id)));
    const featured = item.meta.get("_thumbnail_id");
    const addresses = [
      ...images,
      ...[...inGalleries, ...(featured ? [featured] : [])].flatMap((id) => files.get(id)?.address ?? []),
    ];
    const shownIds = served.images.map(mediaId);
    for (const address of new Set(addresses)) {
      if (address.startsWith("data:")) continue;
      const path = this.#ownPath(address);
      if (path === undefined) {
        const isKept = served.links.some((href) => sameAddress(href, address)) || served.images.length >= images.length;
        this.#report.count("pictures", isKept, where, `${address} (of another site)`);
        continue;
      }
      if (await this.#isAbsent(path)) {
        this.#report.leaveOut("pictures that are not in the uploads folder");
        continue;
      }
      this.#shown.add(uploadKey(path));
      const answer = await this.#client.ask(path);
      const id = mediaId(answer.path);
      const isShown = answer.status === 200 && isImage(answer) && id !== undefined && shownIds.includes(id);
      const isLinked = served.links.some((href) => sameAddress(href, address));
      this.#report.count(
        "pictures",
        isShown,
        where,
        `${address} (${isLinked ? "only a link to the old site" : isImage(answer) ? "not on the page" : describeAnswer(answer)})`,
      );
    }
    // What the page shows must be there: every picture is asked for.
    for (const src of served.images) {
      const path = new URL(src, `${this.#client.site}/`);
      if (path.origin !== new URL(this.#client.site).origin) continue;
      const answer = await this.#client.ask(path.pathname + path.search);
      this.#report.count(
        "pictures",
        answer.status === 200 && isImage(answer),
        where,
        `${src} (${describeAnswer(answer)})`,
      );
    }
  }

  async #checkLinks(links: string[], served: ServedPage, where: string): Promise<void> {
    for (const href of new Set(links)) {
      if (!/^(?:https?:)?\/\//i.test(href) && !href.startsWith("/") && !href.startsWith("?")) continue;
      const path = this.#ownPath(href);
      let isFound = served.links.some((shown) => sameAddress(shown, href));
      if (!isFound && path !== undefined) {
        const answer = await this.#client.ask(path);
        const target = answer.path.split("?", 1)[0];
        const id = mediaId(answer.path);
        isFound =
          served.links.some((shown) => shown.split(/[?#]/, 1)[0] === target) ||
          (id !== undefined && served.images.some((src) => mediaId(src) === id));
      }
      this.#report.count("links", isFound || isPlayer(href, served.links), where, href);
    }
  }

  /** Asks for the addresses of categories, tags and authors, with their feeds, and for those of the whole site. */
  async checkLists(): Promise<void> {
    const base = this.#overview.blog.pathname.replace(/\/$/, "");
    for (const path of [`${base}/feed/`, `${base}/comments/feed/`, `${base}/feed/atom/`, "/?feed=rss2"])
      await this.#checkFeed(path, path);
    for (const { kind, id, name, label } of this.#overview.terms) {
      if (kind === "author" && name.includes("@")) continue;
      const nice = kind === "author" ? toNicename(name) : name;
      const path = `${base}/${kind}/${nice}/`;
      const parameter = { category: "cat", tag: "tag_id", author: "author" }[kind];
      const byName = await this.#client.ask(path);
      this.#countAddress(byName, path, label);
      if (/^[1-9]\d*$/.test(id))
        this.#countAddress(await this.#client.ask(`/?${parameter}=${id}`), `/?${parameter}=${id}`, label, byName.path);
      await this.#checkFeed(`${path}feed/`, path);
    }
  }

  /** Asks for the uploads that texts show. The others are not imported. */
  async checkUploads(step: number): Promise<void> {
    let index = 0;
    for (const { address } of this.#overview.files.values()) {
      const path = this.#ownPath(address);
      if (path === undefined) continue;
      if (!this.#shown.has(uploadKey(path))) {
        this.#report.leaveOut(
          step > 1 ? "files that no compared text shows" : "files that no text shows, which are not imported",
        );
        continue;
      }
      index += 1;
      if ((index - 1) % step !== 0) continue;
      const answer = await this.#client.ask(path);
      this.#report.count(
        "uploads",
        answer.status === 200 && answer.problem === undefined && isImage(answer),
        path,
        describeAnswer(answer),
      );
    }
  }

  /** Whether a file was not in the folder that was imported, in any of its sizes. */
  async #isAbsent(path: string): Promise<boolean> {
    const name = /\/(?:uploads|files)\/(?:sites\/\d+\/)?([^?]+)/.exec(path)?.[1];
    if (this.#uploads === undefined || name === undefined) return false;
    const names = [decode(name), decode(name).replace(/-\d+x\d+(?=\.\w+$)/, "")];
    for (const one of names) {
      const file = join(this.#uploads, one);
      if (file.startsWith(this.#uploads) && (await stat(file).catch(() => undefined))?.isFile()) return false;
    }
    return true;
  }

  async #checkFeed(path: string, owner: string | undefined): Promise<void> {
    if (owner === undefined || owner === "/" || owner.startsWith("/?p=")) return;
    const answer = await this.#client.ask(path);
    const isFeed = answer.status === 200 && answer.problem === undefined && /xml/.test(answer.contentType);
    this.#report.count("feeds", isFeed, path, describeAnswer(answer));
  }

  #countAddress(answer: Answer, address: string, what: string, expected?: string): void {
    const isFound =
      answer.status === 200 && answer.problem === undefined && (expected === undefined || answer.path === expected);
    const isElsewhere = answer.status === 200 && answer.problem === undefined && !isFound;
    const found = isElsewhere ? `leads to ${answer.path}, not to ${expected}` : describeAnswer(answer);
    this.#report.count("old addresses", isFound, address, `${what} (${found})`);
  }

  /** The path of an address on the blog; undefined for another site's. */
  #ownPath(address: string): string | undefined {
    const { blog } = this.#overview;
    if (!URL.canParse(address, blog)) return undefined;
    const url = new URL(address, blog);
    const host = (name: string) => name.toLowerCase().replace(/^www\./, "");
    if (host(url.hostname) !== host(blog.hostname) || !/^https?:$/.test(url.protocol)) return undefined;
    return url.pathname + url.search;
  }
}

const plain = (html: string) =>
  readContent(parseHtml(html))
    .blocks.map(({ text }) => text)
    .join(" ");

const describeAnswer = ({ status, problem, path }: Answer) =>
  problem ?? (status === 200 ? `answers ${path}` : `answers ${status}`);

/** The id of a picture in the address of one of its sizes. */
const mediaId = (address: string) => /\/media\/([\w-]+)/.exec(address)?.[1];

/** WordPress's copies of one file have one key. */
const uploadKey = (path: string) => path.replace(/-\d+x\d+(?=\.\w+$)/, "").toLowerCase();

/** Whether the bytes are those of a picture, by their first ones. */
function isImage({ contentType, body }: Answer): boolean {
  if (!contentType.startsWith("image/") || body.length < 12) return false;
  const start = body.subarray(0, 12).toString("latin1");
  return (
    /^(?:\xff\xd8\xff|\x89PNG|GIF8|BM)/.test(start) ||
    (start.startsWith("RIFF") && start.endsWith("WEBP")) ||
    /^....ftyp(?:avif|avis|heic|mif1)/s.test(start) ||
    (contentType.startsWith("image/svg") && body.includes("<svg"))
  );
}

function sameAddress(one: string, other: string): boolean {
  const normal = (address: string) =>
    URL.canParse(address, "http://relative.invalid")
      ? decode(
          new URL(address, "http://relative.invalid").href
            .replace(/^https?:\/\/(?:www\.)?/, "")
            .replace(/\/(?=[?#]|$)/, ""),
        )
      : address;
  return normal(one) === normal(other);
}

function sameHost(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).hostname === new URL(other).hostname;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Players have several addresses: what they share is the id of the video. */
function isPlayer(href: string, shown: string[]): boolean {
  const id =
    /(?:youtu\.be\/|youtube(?:-nocookie)?\.com\/(?:watch\?v=|embed\/|v\/)|dailymotion\.com\/(?:embed\/)?video\/|vimeo\.com\/(?:video\/)?)([\w-]{5,20})/.exec(
      href,
    )?.[1];
  return id !== undefined && shown.some((address) => address.includes(id));
}

/** WordPress's `sanitize_title`. */
const toNicename = (login: string) =>
  login
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9 ._-]/g, "")
    .replace(/[ .-]+/g, "-");
