import { OperatorError } from "#lib/operator-error.ts";
import { fileKey, findBlogPath, uploadKey } from "./addresses.ts";
import { readWxr, type WxrItem, type WxrTerm } from "./export-reading.ts";
import { listWords, parseHtml, readContent } from "./html-content.ts";

/** The options of the import that change what is expected. */
export interface OverviewOptions {
  /** The blog's address, if the export does not contain it. */
  blogUrl?: string | undefined;
  /** `NAME=post`: more types of items that are articles. */
  types?: string[];
  /** `NAME=category` or `NAME=tag`. */
  taxonomies?: string[];
}

export interface WxrFile {
  address: string;
  parent: string;
  alt: string;
  /** Its path below the uploads folder, or "". */
  file: string;
}

/** What items refer to, from a first reading of the file. */
export interface ExportOverview {
  blog: URL;
  /** Categories and tags of the blog, and its authors. */
  terms: WxrTerm[];
  /** Names of terms by kind and slug: those of an item may be written otherwise. */
  termNames: Map<string, string>;
  /** Types of items that are articles. */
  types: ReadonlySet<string>;
  /** Kinds of terms by taxonomy. */
  taxonomies: ReadonlyMap<string, "category" | "tag">;
  /** Posts and pages. */
  items: number;
  published: number;
  files: Map<string, WxrFile>;
  /** Paths of uploads that have a host of their own (wordpress.com, a CDN), by host and path, also without the size. */
  remoteFiles: Map<string, string>;
  /** Ids of files by the item to which they were uploaded. */
  filesOf: Map<string, string[]>;
  /** Names by login. */
  names: Map<string, string>;
  /** Guests of Co-Authors Plus by slug. */
  guests: Map<string, { name: string; login: string }>;
  /** The id of the item that has or had a slug; "" if several did. */
  slugOwners: Map<string, string>;
  /** Differences from GMT, in milliseconds, by month of the blog's time. */
  offsets: Map<string, Set<number>>;
  /** Years and months of published posts: `2017/03`. */
  months: Set<string>;
  /** A Vigie site exported it. */
  isVigie: boolean;
}

/** Reads everything except texts. Throws an OperatorError if the file does not contain its blog's address. */
export async function readOverview(file: string, options: OverviewOptions = {}): Promise<ExportOverview> {
  const { blogUrl: givenUrl, types = [], taxonomies = [] } = options;
  let exported: { link: string; blogUrl: string } = { link: "", blogUrl: "" };
  const overview: Omit<ExportOverview, "blog"> = {
    terms: [],
    termNames: new Map(),
    types: new Set(["post", ...types.map((type) => type.split("=", 1)[0]?.trim() ?? "")]),
    taxonomies: new Map([
      ["category", "category"],
      ["post_tag", "tag"],
      ["tag", "tag"],
      ...taxonomies.map(readTaxonomy),
    ]),
    items: 0,
    published: 0,
    files: new Map(),
    remoteFiles: new Map(),
    filesOf: new Map(),
    names: new Map(),
    guests: new Map(),
    slugOwners: new Map(),
    offsets: new Map(),
    months: new Set(),
    isVigie: false,
  };
  for await (const entry of readWxr(file)) {
    if ("blogUrl" in entry || "link" in entry) exported = { ...exported, ...entry };
    else if ("term" in entry) addTerm(overview, copyStrings(entry.term));
    else addItem(overview, entry.item);
  }
  const blogUrl = exported.blogUrl || givenUrl || exported.link;
  if (!URL.canParse(blogUrl))
    throw new OperatorError(`${file} does not contain its blog’s address: give it with --blog-url, as for the import.`);
  const blog = new URL(blogUrl);
  const remote = [...overview.files.values()].filter(
    ({ address, file: path }) => path !== "" && findBlogPath(address, blog) === undefined,
  );
  for (const keyOf of remoteKeys)
    for (const { address, file: path } of remote) {
      const key = keyOf(address);
      if (!overview.remoteFiles.has(key)) overview.remoteFiles.set(key, path);
    }
  return { ...overview, blog };
}

/** The old address here of an upload that had another host: the import stores it below WordPress's own folder. */
export function findRemoteUpload(address: string, { remoteFiles }: Pick<ExportOverview, "remoteFiles">) {
  const onWordPressCom = /^(?:https?:)?\/\/[\w-]+\.files\.wordpress\.com\/([^?#]+)/i.exec(address)?.[1];
  // Old exports of wordpress.com give the paths of files on its disks.
  const known = remoteKeys.map((keyOf) => remoteFiles.get(keyOf(address))).find(Boolean);
  // The file is of a former host of the blog, or of another blog whose file is in the folder too.
  const inUploads = /\/wp-content\/uploads\/([^?#]+)/i.exec(address)?.[1];
  const path = onWordPressCom ?? known ?? inUploads;
  return path === undefined ? undefined : `/wp-content/uploads/${path}`;
}

/** The old address here of a link: a path of the blog, or that of an upload that had another host. */
export function findOldPath(address: string, overview: ExportOverview): string | undefined {
  return findBlogPath(address, overview.blog) ?? findRemoteUpload(address, overview);
}

const hostAndPath = (address: string) => address.replace(/^(?:https?:)?\/\/(?:www\.)?/i, "");

/** A file may be named like a smaller copy of another one (`banner-300x250.png`): whole names come first. */
const remoteKeys = [
  (address: string) => fileKey(hostAndPath(address)),
  (address: string) => uploadKey(hostAndPath(address)),
];

function readTaxonomy(option: string): [string, "category" | "tag"] {
  const [name = "", kind = ""] = option.split("=").map((part) => part.trim());
  if (name === "" || (kind !== "category" && kind !== "tag"))
    throw new OperatorError(`--taxonomy ${option} is not usable: give NAME=category or NAME=tag.`);
  return [name, kind];
}

function addTerm(overview: Omit<ExportOverview, "blog">, term: WxrTerm): void {
  overview.terms.push(term);
  overview.termNames.set(`${term.kind} ${term.name}`, term.label);
  if (term.kind === "author") overview.names.set(term.name.toLowerCase(), term.label);
}

function addItem(overview: Omit<ExportOverview, "blog">, item: WxrItem): void {
  const month = item.date.slice(0, 7).replace("-", "/");
  const local = readUtc(item.date);
  const gmt = readUtc(item.dateGmt);
  if (local !== undefined && gmt !== undefined && Math.abs(local - gmt) <= maxOffsetMs)
    overview.offsets.set(month, (overview.offsets.get(month) ?? new Set()).add(local - gmt));
  if (isText(item, overview)) {
    overview.items += 1;
    addSlugs(overview.slugOwners, item);
    if (item.meta.has("_vigie_id")) overview.isVigie = true;
    if (readState(item, overview) !== "public") return;
    overview.published += 1;
    if (item.type === "post" && /^[12]\d{3}\/[01]\d$/.test(month)) overview.months.add(copyStrings({ month }).month);
  } else if (item.type === "attachment") {
    const { id, attachmentUrl, link, parent, meta } = item;
    const alt = meta.get("_wp_attachment_image_alt") ?? "";
    const path = meta.get("_wp_attached_file") ?? "";
    const file = copyStrings({ id, address: attachmentUrl || link, parent, alt, file: path });
    overview.files.set(file.id, file);
    const siblings = overview.filesOf.get(file.parent);
    if (siblings) siblings.push(file.id);
    else overview.filesOf.set(file.parent, [file.id]);
  } else if (item.type === "guest-author") {
    const name = item.meta.get("cap-display_name") || item.title;
    const guest = copyStrings({ slug: item.name, name, login: item.meta.get("cap-linked_account") ?? "" });
    overview.guests.set(guest.slug.replace(/^cap-/, ""), guest);
  }
}

function addSlugs(owners: ExportOverview["slugOwners"], { id, name, oldSlugs }: WxrItem): void {
  for (const slug of new Set([name, ...oldSlugs])) {
    const known = owners.get(slug);
    if (known === undefined && slug !== "") {
      const owned = copyStrings({ slug, id });
      owners.set(owned.slug, owned.id);
    } else if (known !== id) owners.set(slug, "");
  }
}

/** The parser's strings are slices of its input, which they would keep in memory. */
const copyStrings = <T extends object>(record: T): T => JSON.parse(JSON.stringify(record)) as T;

/** Whether an item is an article or a page. */
export const isText = ({ type }: WxrItem, { types }: Pick<ExportOverview, "types">) =>
  type === "page" || types.has(type);

/** Around its time, a scheduled post may be public or not. */
const scheduleToleranceMs = 300_000;

/** Whether readers may see an item. What was scheduled is public once its time has come. */
export function readState(
  item: WxrItem,
  overview: Pick<ExportOverview, "offsets">,
  now = Date.now(),
): "public" | "hidden" | "unknown" {
  if (item.password !== "") return "hidden";
  if (item.status !== "future") return item.status === "publish" ? "public" : "hidden";
  const date = readDate(item, overview);
  if (!date || Math.abs(date.time - now) <= date.toleranceMs + scheduleToleranceMs) return "unknown";
  return date.time < now ? "public" : "hidden";
}

/** Zones differ from GMT by 14 hours at most. */
const maxOffsetMs = 15 * 3_600_000;

/**
 * Reads when an item was published. Without a GMT date, the blog's zone is that of the other dates of the month, if
 * they agree.
 */
export function readDate(
  { date, dateGmt }: Pick<WxrItem, "date" | "dateGmt">,
  { offsets }: Pick<ExportOverview, "offsets">,
): { time: number; toleranceMs: number } | undefined {
  const gmt = readUtc(dateGmt);
  if (gmt !== undefined) return { time: gmt, toleranceMs: 0 };
  const local = readUtc(date);
  if (local === undefined) return undefined;
  const [offset, other] = offsets.get(date.slice(0, 7).replace("-", "/")) ?? [];
  if (offset === undefined || other !== undefined) return { time: local, toleranceMs: maxOffsetMs };
  return { time: local - offset, toleranceMs: 0 };
}

/** Reads `YYYY-MM-DD hh:mm:ss` as GMT; undefined for zeros. */
function readUtc(text: string): number | undefined {
  const time = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text.replace(" ", "T")}Z`) : Number.NaN;
  return time > 0 ? time : undefined;
}

/** Authors beyond this number are not named. */
const maxAuthors = 50;

/**
 * Lists the authors of an item, each with the names that may be shown. Co-Authors Plus and PublishPress keep them as
 * terms; else it is who created the item. A name that is an e-mail address is not shown.
 */
export function listAuthors(item: WxrItem, { names, guests }: ExportOverview): string[][] {
  const nameOf = (login: string) => names.get(login.toLowerCase()) ?? "";
  const terms = item.terms.filter(({ domain, nicename }) => domain === "author" && nicename !== "");
  const authors = terms.slice(0, maxAuthors).map(({ nicename, name }) => {
    const slug = nicename.replace(/^cap-/, "");
    const guest = guests.get(slug);
    return [guest?.name ?? "", nameOf(guest?.login ?? ""), nameOf(name), nameOf(slug), name];
  });
  // WXR 1.0 lists no authors.
  const all = authors.length > 0 ? authors : [[nameOf(item.creator) || item.creator]];
  return all.map((shown) => shown.filter((name) => name.trim() !== "" && !name.includes("@"))).filter(hasSome);
}

const hasSome = (names: string[]) => names.length > 0;

/** The words that a piece of HTML shows. */
export const listHtmlWords = (html: string) =>
  readContent(parseHtml(html)).blocks.flatMap(({ text }) => listWords(text));
