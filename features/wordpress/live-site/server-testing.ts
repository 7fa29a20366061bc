import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface TestPost {
  id: number;
  type: "post" | "page";
  title: string;
  slug: string;
  content: string;
  excerpt?: string;
  date: string;
  modified?: string;
  author?: number;
  categories?: number[];
  tags?: number[];
  genre?: number[];
  featuredMedia?: number;
  sticky?: boolean;
  parent?: number;
  protected?: boolean;
  /** Only its author may read it: it is counted and not shown. */
  hidden?: boolean;
  seo?: Record<string, string>;
}
interface TestComment {
  id: number;
  post: number;
  parent?: number;
  author: string;
  content: string;
  date: string;
}
interface TestMedia {
  id: number;
  path: string;
  alt: string;
  caption: string;
  post: number;
}
interface TestTerm {
  id: number;
  name: string;
  slug: string;
  parent?: number;
}

/** Content of a site that imitates WordPress's REST API. All of it may be changed while it is read. */
export interface LiveSiteFixture {
  posts: TestPost[];
  comments: TestComment[];
  media: TestMedia[];
  categories: TestTerm[];
  tags: TestTerm[];
  genres: TestTerm[];
  users: { id: number; name: string; slug: string }[];
  /** WordPress before 5.7 does not know `modified_after`. */
  isOld?: boolean;
  /** The REST API at `?rest_route=`. */
  hasPlainPermalinks?: boolean;
  /** Answers instead of the site; true: it did. */
  intercept?: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean | undefined;
}

export const emptySite = (): LiveSiteFixture => ({
  posts: [],
  comments: [],
  media: [],
  categories: [],
  tags: [],
  genres: [],
  users: [],
});

/** Starts a site on this machine. `asked` lists the paths and queries of its requests. */
export async function startTestSite(site: LiveSiteFixture) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://blog.test");
    asked.push(url.pathname + url.search);
    if (site.intercept?.(request, response, url)) return;
    answer(site, base(), url, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.address() as AddressInfo;
  const base = () => `http://127.0.0.1:${port}`;
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { base: base(), asked, close };
}

function answer(site: LiveSiteFixture, base: string, url: URL, response: ServerResponse): void {
  const route = site.hasPlainPermalinks
    ? url.searchParams.get("rest_route")
    : /^\/wp-json(\/.*)$/.exec(url.pathname)?.[1];
  const home = `${base}${site.hasPlainPermalinks ? "/?rest_route=/" : "/wp-json/"}`;
  if (!route) {
    response.setHeader("link", `<${home}>; rel="https://api.w.org/"`);
    response.setHeader("content-type", "text/html; charset=UTF-8");
    response.end(`<!DOCTYPE html><html lang="fr-FR"><head><title>Carnet</title></head><body></body></html>`);
    return;
  }
  const name = route.replace(/^\/wp\/v2\//, "").replace(/\/$/, "");
  const rows = listRows(site, base, name, url);
  if (route === "/") json(response, rootOf(base));
  else if (name === "types") json(response, types);
  else if (name === "taxonomies") json(response, taxonomies);
  else if (rows) paginate(rows, url, response, name === "categories" || name === "genre");
  else json(response, { code: "rest_no_route" }, 404);
}

const rootOf = (base: string) => ({
  name: "Carnet d’essai",
  description: "Un blog inventé",
  url: base,
  home: base,
  gmt_offset: 1,
  timezone_string: "Europe/Paris",
  namespaces: ["oembed/1.0", "wp/v2", "yoast/v1"],
});

const types = {
  post: { slug: "post", name: "Articles", rest_base: "posts" },
  page: { slug: "page", name: "Pages", rest_base: "pages" },
  attachment: { slug: "attachment", name: "Médias", rest_base: "media" },
  wp_block: { slug: "wp_block", name: "Compositions", rest_base: "blocks" },
  event: { slug: "event", name: "Événements", rest_base: "event" },
};
const taxonomies = {
  category: { slug: "category", name: "Catégories", hierarchical: true, rest_base: "categories", types: ["post"] },
  post_tag: { slug: "post_tag", name: "Étiquettes", hierarchical: false, rest_base: "tags", types: ["post"] },
  genre: { slug: "genre", name: "Genres", hierarchical: true, rest_base: "genre", types: ["post"] },
  nav_menu: { slug: "nav_menu", name: "Menus", hierarchical: false, rest_base: "menus", types: ["nav_menu_item"] },
};

type Row = { id: number; isHidden: boolean; value: object };

function listRows(site: LiveSiteFixture, base: string, name: string, url: URL): Row[] | undefined {
  const since = url.searchParams.get(name === "comments" ? "after" : "modified_after");
  const isNew = (date: string) => since === null || site.isOld === true || Date.parse(`${date}Z`) > Date.parse(since);
  if (name === "posts" || name === "pages")
    return site.posts
      .filter(({ type, date, modified }) => `${type}s` === name && isNew(modified ?? date))
      .map((post) => ({ id: post.id, isHidden: post.hidden ?? false, value: postValue(post, base) }));
  if (name === "comments")
    return site.comments
      .filter(({ date }) => isNew(date))
      .map((comment) => ({
        id: comment.id,
        isHidden: site.posts.find(({ id }) => id === comment.post)?.protected ?? false,
        value: commentValue(comment),
      }));
  if (name === "media")
    return site.media
      .filter(() => isNew("2020-01-01T00:00:00"))
      .map((media) => ({ id: media.id, isHidden: false, value: mediaValue(media, base) }));
  if (name === "event") return [{ id: 1, isHidden: false, value: { id: 1 } }];
  const plain = { categories: site.categories, tags: site.tags, genre: site.genres, users: site.users }[name];
  return plain?.map((value) => ({ id: value.id, isHidden: false, value: { parent: 0, description: "", ...value } }));
}

/** As WordPress does: `offset` is unknown to lists with a hierarchy, hidden rows count and are not shown. */
function paginate(rows: Row[], url: URL, response: ServerResponse, isHierarchical: boolean): void {
  const number = (name: string, value: number) => Number(url.searchParams.get(name) ?? value);
  const size = number("per_page", 10);
  const page = number("page", 1);
  const ordered = rows.toSorted((one, other) => one.id - other.id);
  const start = url.searchParams.has("offset") && !isHierarchical ? number("offset", 0) : (page - 1) * size;
  const pages = Math.ceil(rows.length / size);
  if (page > 1 && page > pages) {
    json(response, { code: "rest_post_invalid_page_number" }, 400);
    return;
  }
  response.setHeader("x-wp-total", rows.length);
  response.setHeader("x-wp-totalpages", pages);
  const fields = url.searchParams.get("_fields")?.split(",");
  const shown = ordered.slice(start, start + size).filter(({ isHidden }) => !isHidden);
  json(
    response,
    shown.map(({ value }) =>
      Object.fromEntries(Object.entries(value).filter(([name]) => !fields || fields.includes(name))),
    ),
  );
}

function postValue(post: TestPost, base: string): object {
  return {
    id: post.id,
    date: post.date,
    date_gmt: post.date,
    modified_gmt: post.modified ?? post.date,
    slug: post.slug,
    status: "publish",
    type: post.type,
    link: `${base}/${post.slug}/`,
    title: { rendered: post.title },
    content: { rendered: post.protected ? "" : post.content, protected: post.protected ?? false },
    excerpt: { rendered: post.excerpt ?? "", protected: false },
    author: post.author ?? 1,
    featured_media: post.featuredMedia ?? 0,
    comment_status: "open",
    parent: post.parent ?? 0,
    menu_order: 0,
    sticky: post.sticky ?? false,
    categories: post.categories ?? [],
    tags: post.tags ?? [],
    genre: post.genre ?? [],
    yoast_head_json: post.seo ?? { title: `${post.title} - Carnet d’essai`, canonical: `${base}/${post.slug}/` },
  };
}

function commentValue(comment: TestComment): object {
  return {
    id: comment.id,
    post: comment.post,
    parent: comment.parent ?? 0,
    author: 0,
    author_name: comment.author,
    author_url: "https://lecteur.example/",
    date: comment.date,
    date_gmt: comment.date,
    content: { rendered: comment.content },
    status: "approved",
    type: "comment",
    author_avatar_urls: { "96": "https://secure.gravatar.com/avatar/0123456789abcdef?s=96" },
  };
}

function mediaValue(media: TestMedia, base: string): object {
  return {
    id: media.id,
    date: "2020-01-01T00:00:00",
    date_gmt: "2020-01-01T00:00:00",
    modified_gmt: "2020-01-01T00:00:00",
    slug: `image-${media.id}`,
    link: `${base}/image-${media.id}/`,
    title: { rendered: `Image ${media.id}` },
    author: 1,
    caption: { rendered: media.caption === "" ? "" : `<p>${media.caption}</p>\n` },
    alt_text: media.alt,
    mime_type: "image/jpeg",
    source_url: `${base}/wp-content/uploads/${media.path}`,
    post: media.post,
  };
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json; charset=UTF-8" }).end(JSON.stringify(value));
}
