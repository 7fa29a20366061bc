import { pagePath } from "#lib/site-address.ts";
import { splitAddress } from "#lib/split-address.ts";
import { toArchivePeriod } from "./query.ts";

/**
 * What an old path without a stored redirect may have meant. Candidates are checked against the database; the first
 * match wins.
 */
export type RedirectCandidate =
  | { kind: "article"; slug: string }
  | { kind: "category" | "tag" | "author"; slug: string; page: number; feed?: FeedFile }
  | { kind: "stored"; path: string }
  /** Below an article that may have moved; `view` is what follows the article's path. */
  | { kind: "view"; path: string; view: string }
  /** Below a category or a tag that may have moved. */
  | { kind: "moved"; path: string; page: number; feed?: string }
  | { kind: "path"; path: string };

type FeedFile = "feed.xml" | "atom.xml";

const feedFile = (format: string | undefined): FeedFile => (format === "atom" ? "atom.xml" : "feed.xml");

/** Lists what a normalised path may mean; if it may be a view of an article, also what the article's path may mean. */
export function listAllCandidates(path: string): RedirectCandidate[] {
  return listCandidates(path).flatMap((form) => (form.kind === "view" ? [form, ...listCandidates(form.path)] : [form]));
}

/**
 * Lists what a normalised path, with or without a canonical query of WordPress (`/?cat=5`), may mean in WordPress's forms
 * of addresses.
 */
export function listCandidates(path: string): RedirectCandidate[] {
  const { path: before, query } = splitAddress(path);
  if (query !== "") return listQueryCandidates(before.replace(/(?<=.)\/$/, ""), query);

  // `/?p=901`, as next.config.ts rewrites it to a path.
  const id = /^\/wordpress-(id|attachment)\/(\d{1,18})$/.exec(path);
  if (id?.[2]) return storedIds(id[1] === "id" ? "p" : "attachment_id", id[2]);

  const folder = uploadsFolder.exec(path)?.[0];
  if (folder !== undefined) return uploadCandidates(path, path.slice(folder.length).replace(blogFolder, ""));

  // An upload in a folder of another name: the address of its full file is stored.
  if (pictureCopy.test(path)) return listPictureSizes(path, path);

  // A page, a list, or nothing; never an article with the same name.
  if (/^\/(?:authors|categories|pages|sources|stories|tags)\/[^/]+$/.test(path)) return [];

  const below =
    /^(\/(?:authors|categories|stories|tags)\/[^/]+)\/(?:page\/(\d{1,6})|(feed\.xml|atom\.xml|feed\.json))$/.exec(path);
  if (below?.[1])
    return [{ kind: "moved", path: below[1], page: Number(below[2] ?? 1), ...(below[3] ? { feed: below[3] } : {}) }];

  const comments =
    /^(\/(?:articles|pages)\/[^/]+)(\/comments(?:\/(?:[1-9]\d{0,14}|feed\.xml|atom\.xml|feed\.json))?)$/.exec(path);
  if (comments?.[1] && comments[2]) return [{ kind: "view", path: comments[1], view: comments[2] }];

  const lists = listListCandidates(path);
  return lists.length > 0 ? lists : listArticleCandidates(path);
}

/** `?p=12` leads to any kind of post. */
function storedIds(name: string, id: string): RedirectCandidate[] {
  const names = new Set([name, "p", "page_id", "attachment_id"]);
  return [...names].map((one) => ({ kind: "stored", path: `/?${one}=${id}` }));
}

/**
 * Lists what a canonical query means. One that only asks for the feed, or for another page of the list at the path,
 * means what that path means.
 */
function listQueryCandidates(path: string, query: string): RedirectCandidate[] {
  const parameters = new URLSearchParams(query);
  const get = (name: string) => parameters.get(name) ?? "";
  const feed = parameters.has("feed") ? feedFile(get("feed")) : undefined;
  const [subject = "", value = ""] = parameters.entries().next().value ?? [];
  const list = { page: Number(parameters.get("paged") ?? 1), ...(feed ? { feed } : {}) };
  const lastName = value.slice(value.lastIndexOf("/") + 1);
  const root = path === "/" ? "" : path;
  switch (subject) {
    case "p":
    case "page_id":
    case "attachment_id": {
      const stored = storedIds(subject, value);
      const found = feed ? stored.map((form) => viewOf(form, `/comments/${feed}`)) : stored;
      // On WordPress the path of such an address was that of the post, or the front page, which does not replace a post.
      return root === "" ? found : [...found, ...listCandidates(root).filter(({ kind }) => kind !== "path")];
    }
    case "cat":
    case "tag_id":
    case "author":
      return [{ kind: "moved", path: `/?${subject}=${value}`, ...list }];
    case "category_name":
      return [{ kind: "category", slug: lastName, ...list }];
    case "tag":
      return [{ kind: "tag", slug: value, ...list }];
    case "author_name":
      return [{ kind: "author", slug: value, ...list }];
    case "name":
    case "pagename": {
      const own = `/${value.replace(/^\/+/, "")}${feed ? "/feed" : ""}`;
      return [{ kind: "stored", path: own }, ...listCandidates(own)];
    }
    case "s":
      return [{ kind: "path", path: `/search?${new URLSearchParams({ q: value })}` }];
    case "m": {
      const [, year = "", month, day] = /^(\d{4})(\d\d)?(\d\d)?/.exec(value) ?? [];
      return dateCandidates(year, month, day);
    }
    case "feed":
      return root === "" ? listCandidates(`/feed/${value}`) : viewOrList(`${root}/feed/${value}`);
    case "paged":
      return root === "" ? [{ kind: "path", path: `/?page=${value}` }] : viewOrList(`${root}/page/${value}`);
    default:
      return [];
  }
}

const viewOrList = (path: string): RedirectCandidate[] => [{ kind: "stored", path }, ...listCandidates(path)];

function viewOf(form: RedirectCandidate, view: string): RedirectCandidate {
  return form.kind === "stored" ? { kind: "view", path: form.path, view } : form;
}

function dateCandidates(year = "", month?: string, day?: string): RedirectCandidate[] {
  const period = toArchivePeriod(year, month, day);
  return period === undefined ? [] : [{ kind: "path", path: `/search?period=${period}&sort=date` }];
}

/** A blog in a subfolder, or a translation (WPML, Polylang): both come before the rest of the address. */
const prefix = /^\/(?:blog|wordpress|wp|[a-z]{2}(?:-[a-z]{2})?)(?=\/|$)/;
const feedPattern = /^(.*?)\/(?:feed(?:\/(feed|rss2?|rdf|atom))?|(rss2?|rdf|atom))$/;
const scriptFeed = /^\/wp-(?:(atom)|comments-?rss2|feed|rdf|rss2?)\.php$/;
const sitemap =
  /^\/(?:(?:wp-sitemap(?:-[a-z0-9-]+)?|sitemap[-_]index|sitemap-[a-z0-9-]+|[a-z0-9_-]+-sitemap\d*)\.xml(?:\.gz)?|sitemap\.xml\.gz)$/;
const dateArchive = /^(?:\/[^/]+)??\/(\d{4})(?:\/(\d\d?)(?:\/(\d\d?))?)?(?:\/page\/\d{1,6})?$/;
const frontPage = /^(?:\/index\.php)?(?:\/page\/(\d{1,6}))?$/;
const archivePattern = /^(?:\/[^/]+)??\/(category|tag|author)\/(?:[^/]+\/)*?([^/]+?)(?:\/page\/(\d{1,6}))?$/;

/** A blog's subfolder of any name. */
const firstFolder = /^\/[^/]+(?=\/)/;

function isCommentsOfBlog(path: string): boolean {
  return path === "/comments" || (!ownAreas.test(path) && path.replace(firstFolder, "") === "/comments");
}

/** Lists what a path means as an address of a list, a feed or a sitemap. */
function listListCandidates(path: string): RedirectCandidate[] {
  const own = path.replace(prefix, "");
  const feed = feedPattern.exec(own);
  const format = feed?.[2] ?? feed?.[3];
  // There is no feed of all comments (docs/machines.md): its readers get the feed of articles, which names their discussions.
  if (feed?.[1] === "" || (feed?.[1] !== undefined && isCommentsOfBlog(feed[1])))
    return [{ kind: "path", path: `/${feedFile(format)}` }];
  const script = scriptFeed.exec(own);
  if (script) return [{ kind: "path", path: `/${feedFile(script[1])}` }];
  if (sitemap.test(own) || (!ownAreas.test(path) && sitemap.test(own.replace(firstFolder, ""))))
    return [{ kind: "path", path: "/sitemap.xml" }];
  const front = path === "/" ? null : frontPage.exec(own);
  if (front) return [{ kind: "path", path: pagePath("/", Number(front[1] ?? 1)) }];
  const [, year, month, day] = dateArchive.exec(feed?.[1] ?? own) ?? [];
  const archiveOfDate = dateCandidates(year, month, day);
  const archive = archivePattern.exec(feed?.[1] ?? own);
  if (archive?.[1] && archive[2]) {
    const kind = archive[1] as "category" | "tag" | "author";
    const list = { page: Number(archive[3] ?? 1), ...(feed ? { feed: feedFile(format) } : {}) };
    // A tag may be named by a year.
    return [{ kind, slug: archive[2], ...list }, ...archiveOfDate];
  }
  // An article may be named by a year; then its own feed is asked for.
  if (archiveOfDate.length > 0 && month === undefined && feed?.[1] !== undefined)
    return [{ kind: "view", path: feed[1], view: `/comments/${feedFile(format)}` }, ...archiveOfDate];
  return archiveOfDate;
}

/** What follows an article's path and shows the article: its AMP page, a page of its text or of its comments … */
const articleView = /\/(?:amp|embed|trackback|comment-page-\d{1,6}|attachment\/[^/]+|page\/\d{1,3}|\d{1,3})$/;

const plainSlug = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Lists what a path means as an address of an article: its slug is the last segment, after nothing, a date, or its
 * categories; a view of it may follow. Permalinks of other forms are stored by the import. If no article has the name, a
 * list may: WordPress can name the folder of its categories and tags otherwise, or have none.
 */
function listArticleCandidates(path: string): RedirectCandidate[] {
  const feed = feedPattern.exec(path);
  const view = feedFile(feed?.[2] ?? feed?.[3]);
  const ownPath = feed?.[1] ?? path;
  // Below an article WordPress has the feed of its comments.
  if (feed?.[2] !== undefined || path.endsWith("/feed"))
    return [{ kind: "view", path: ownPath, view: `/comments/${view}` }, ...listNamedLists(ownPath, view)];
  const own = path.replace(articleView, "") || "/";
  const slug = own.slice(own.lastIndexOf("/") + 1).replace(/\.html?$/, "");
  const page = /\/page\/(\d{1,3})$/.exec(path)?.[1];
  const forms: RedirectCandidate[] = own === path ? [] : [{ kind: "stored", path: own }];
  // A blog in a folder has the pages of its list there.
  if (page !== undefined) forms.unshift({ kind: "moved", path: own, page: Number(page) });
  if (plainSlug.test(slug)) {
    forms.push({ kind: "article", slug });
    // Its address on this site may have changed since.
    const moved = `/articles/${slug}`;
    if (own !== moved) forms.push({ kind: "stored", path: moved });
  }
  // `/archives/123`, `/2017/03/19/123`; but `/attachment/123` is a file of that name.
  const id = /(?<!\/(?:page|attachment))\/([1-9]\d{0,17})(?:\.html?)?$/.exec(path)?.[1];
  if (id !== undefined) forms.push(...storedIds("p", id));
  if (feed) forms.push({ kind: "view", path: ownPath, view: `/comments/${view}` });
  return [...forms, ...(own === path || /\/page\/\d+$/.test(path) ? listNamedLists(path) : [])];
}

/** Areas of this site: below them a name is of that kind, or nothing. */
const ownAreas =
  /^\/(?:articles|authors|categories|media|members|newsletter|pages|sources|stories|tags|wp-[^/]+)(?:\/|$)/;

function listNamedLists(path: string, feed?: FeedFile): RedirectCandidate[] {
  const [, folder, slug, page] = /^(\/.*?)?\/([^/]+?)(?:\/page\/(\d{1,6}))?$/.exec(path) ?? [];
  if (slug === undefined || ownAreas.test(path) || !plainSlug.test(slug) || !/[a-z]/.test(slug)) return [];
  const list = { slug, page: Number(page ?? 1), ...(feed ? { feed } : {}) };
  const kinds = folder === undefined ? (["category", "tag"] as const) : (["category", "tag", "author"] as const);
  return kinds.map((kind) => ({ kind, ...list }));
}

/** The import stores uploads without the blog's subfolder, and without the number of a blog of a network. */
const uploadsFolder = /^(?:\/[^/]+)?\/(?:wp-content\/uploads|wp-content\/blogs\.dir\/\d{1,9}\/files|files)\//;
const pictureCopy = /-\d{1,5}x\d{1,5}\.(?:jpe?g|png|gif|webp)$/;
const blogFolder = /^sites\/\d{1,9}\//;

/**
 * WordPress kept copies of a picture in several sizes (`x-300x200.jpg`, `x-scaled.jpg`); all lead to the imported
 * picture.
 */
const uploadCandidates = (path: string, name: string) => listPictureSizes(path, `/wp-content/uploads/${name}`);

function listPictureSizes(path: string, stored: string): RedirectCandidate[] {
  const plain = stored.replace(/-\d{1,5}x\d{1,5}(?=\.[a-z]+$)/, "");
  const unscaled = plain.replace(/-scaled(?=\.[a-z]+$)/, "");
  const scaled = unscaled.replace(/(?=\.[a-z]+$)/, "-scaled");
  // WordPress before 2.5.
  const full = stored.replace(/\.thumbnail(?=\.[a-z]+$)/, "");
  return [...new Set([stored, plain, unscaled, scaled, full])]
    .filter((form) => form !== path)
    .map((form) => ({ kind: "stored", path: form }));
}
