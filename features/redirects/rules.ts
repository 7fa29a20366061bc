/** A longer path is no old address of ours (slugs have at most 200 letters), so the database is not queried. */
const maxPathLength = 1_000;

/**
 * Normalises an old path for storage and lookup: decoded, composed (NFC), lower case as WordPress compares them,
 * without doubled or trailing slashes, without WordPress's "/index.php". `/?p=901` stays as it is. Undefined for a path
 * that cannot have been ours (broken escapes, control characters, too long).
 */
export function normaliseRedirectPath(path: string): string | undefined {
  if (path.length > maxPathLength * 3) return undefined;
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused here
  if (/[\u0000-\u001f\u007f\\]/.test(decoded) || !decoded.isWellFormed()) return undefined;
  const normal = `/${decoded}`
    .normalize("NFC")
    .toLowerCase()
    .replace(/\/+/g, "/")
    .replace(/^(?:\/index\.php(?=\/))+/, "")
    .replace(/(?<=.)\/$/, "");
  return normal.length > maxPathLength ? undefined : normal;
}

/** Areas without published pages: an unknown path in them is a typing error, never an old address. */
const privateAreas = /^\/(?:_next|account|admin|api|login|notifications|register)(?:\/|$)/;

/** Whether a normalised path can be an old address of an article or an archive. */
export function mayBeRedirected(path: string): boolean {
  return !privateAreas.test(path);
}

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

/** Lists what a normalised path may mean in WordPress's forms of addresses. */
export function listCandidates(path: string): RedirectCandidate[] {
  const feed = /^(.*)\/feed(?:\/(rss2?|rdf|atom))?$/.exec(path);
  // There is no feed of all comments (docs/machines.md): its readers get the feed of articles, which names their discussions.
  if (feed?.[1] === "" || feed?.[1] === "/comments") return [{ kind: "path", path: `/${feedFile(feed[2])}` }];

  // `/?p=901`, as next.config.ts rewrites it to a path.
  const id = /^\/wordpress-(id|attachment)\/(\d{1,18})$/.exec(path);
  if (id) return [{ kind: "stored", path: `/?${id[1] === "id" ? "p" : "attachment_id"}=${id[2]}` }];

  if (path.startsWith("/wp-content/uploads/")) return uploadCandidates(path);

  // A page, or nothing; never an article with the same name.
  if (/^\/pages\/[^/]+$/.test(path)) return [];

  const below = /^(\/(?:categories|stories|tags)\/[^/]+)\/(?:page\/(\d{1,6})|(feed\.xml|atom\.xml|feed\.json))$/.exec(
    path,
  );
  if (below?.[1])
    return [{ kind: "moved", path: below[1], page: Number(below[2] ?? 1), ...(below[3] ? { feed: below[3] } : {}) }];

  const comments = /^(\/articles\/[^/]+)(\/comments(?:\/(?:[1-9]\d{0,14}|feed\.xml|atom\.xml|feed\.json))?)$/.exec(
    path,
  );
  if (comments?.[1] && comments[2]) return [{ kind: "view", path: comments[1], view: comments[2] }];

  const archive = /^\/(category|tag|author)\/(?:[^/]+\/)*?([^/]+?)(?:\/page\/(\d{1,6}))?$/.exec(feed?.[1] ?? path);
  if (archive?.[1] && archive[2]) {
    const kind = archive[1] as "category" | "tag" | "author";
    return [{ kind, slug: archive[2], page: Number(archive[3] ?? 1), ...(feed ? { feed: feedFile(feed[2]) } : {}) }];
  }
  // Below an article WordPress has the feed of its comments.
  if (feed?.[1]) return [{ kind: "view", path: feed[1], view: `/comments/${feedFile(feed[2])}` }];

  // An article: its slug is the last segment, after nothing, a date, or its categories; a view of it may follow.
  const own = path.replace(/\/(?:amp|comment-page-\d+)$/, "");
  const slug = own.slice(own.lastIndexOf("/") + 1);
  const forms: RedirectCandidate[] = own === path ? [] : [{ kind: "stored", path: own }];
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(slug)) return forms;
  forms.push({ kind: "article", slug });
  // Its address on this site may have changed since.
  const moved = `/articles/${slug}`;
  return own === moved ? forms : [...forms, { kind: "stored", path: moved }];
}

/**
 * WordPress kept copies of a picture in several sizes (`x-300x200.jpg`, `x-scaled.jpg`); all lead to the imported
 * picture.
 */
function uploadCandidates(path: string): RedirectCandidate[] {
  const plain = path.replace(/-\d{1,5}x\d{1,5}(?=\.[a-z]+$)/, "");
  const unscaled = plain.replace(/-scaled(?=\.[a-z]+$)/, "");
  const scaled = unscaled.replace(/(?=\.[a-z]+$)/, "-scaled");
  return [...new Set([plain, unscaled, scaled])]
    .filter((form) => form !== path)
    .map((form) => ({ kind: "stored", path: form }));
}
