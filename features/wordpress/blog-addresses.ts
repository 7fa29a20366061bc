import { withoutTrailingSlashes } from "#lib/url-text.ts";
import type { Channel } from "./export/entries.ts";
import { parseUploadPath } from "./pictures/upload-path.ts";
import type { Attachment, PostStub } from "./scan.ts";

/** Recognises addresses of the blog in an export, and the post that each leads to. */
export class BlogAddresses {
  readonly #hosts: Set<string>;
  readonly #base: string;
  readonly #byPath = new Map<string, string>();
  readonly #byName = new Map<string, string>();

  readonly #attachmentPages = new Set<string>();

  constructor(channel: Channel, posts: Iterable<PostStub>, attachments: Iterable<Attachment> = []) {
    const blog = new URL(channel.blogUrl);
    this.#hosts = new Set([stripWww(blog.hostname)]);
    this.#base = fold(blog.pathname.replace(/\/$/, ""));
    for (const attachment of attachments) {
      const path = this.path(attachment.link);
      if (path !== undefined && path !== "/") this.#attachmentPages.add(path);
    }
    for (const post of posts) {
      const path = this.path(post.link);
      if (path !== undefined && path !== "/") this.#byPath.set(path, post.id);
      for (const slug of post.oldSlugs) if (!this.#byName.has(fold(slug))) this.#byName.set(fold(slug), post.id);
    }
    // A current name wins over the same name that another post had before.
    for (const post of posts) if (post.name !== "") this.#byName.set(fold(post.name), post.id);
  }

  /**
   * Returns the path of an address on the blog, folded for comparison, "/" for its front page; undefined for another
   * site's.
   */
  path(address: string): string | undefined {
    const url = this.#own(address);
    return url === undefined ? undefined : this.#pathOf(url);
  }

  /** `path`, without the folder of the blog. */
  pathBelow(address: string): string | undefined {
    const path = this.path(address);
    return path?.startsWith(`${this.#base}/`) ? path.slice(this.#base.length) : path;
  }

  #pathOf(url: URL): string {
    const path = normaliseBlogPath(url);
    return path === this.#base || path === `${this.#base}/index.php` ? "/" : path;
  }

  /**
   * Finds the id of the post that an address leads to: its permalink, `?p=ID`, or a permalink of another form that ends
   * in its present or former name.
   */
  postId(address: string): string | undefined {
    const url = this.#own(address);
    if (url === undefined) return undefined;
    const id = url.searchParams.get("p");
    if (id !== null) return id;
    const path = this.#pathOf(url);
    if (path === "/") return undefined;
    const exact = this.#byPath.get(path);
    if (exact !== undefined) return exact;
    if (/\/(?:category|tag|author|page|feed|wp-[^/]*)(?:\/|$)/.test(path)) return undefined;
    return this.#byName.get(path.split("/").at(-1) ?? "");
  }

  /** Whether an address is that of an uploaded file of the blog, or of its attachment page. */
  isUpload(address: string): boolean {
    if (parseUploadPath(address) !== undefined) return true;
    const url = this.#own(address);
    if (url === undefined) return false;
    return url.searchParams.has("attachment_id") || this.#attachmentPages.has(this.path(address) ?? "");
  }

  /** Whether an address is on the blog. */
  isOwn(address: string): boolean {
    return this.#own(address) !== undefined;
  }

  #own(address: string): URL | undefined {
    if (!URL.canParse(address, "https://relative.invalid/")) return undefined;
    const url = new URL(address, "https://relative.invalid/");
    if (!/^https?:$/.test(url.protocol)) return undefined;
    const relative = url.hostname === "relative.invalid";
    if (relative && !address.startsWith("/") && !address.startsWith("?")) return undefined;
    if (!relative && !this.#hosts.has(stripWww(url.hostname))) return undefined;
    const path = fold(url.pathname);
    return relative || path === this.#base || path.startsWith(`${this.#base}/`) ? url : undefined;
  }
}

function stripWww(host: string): string {
  return host.toLowerCase().replace(/^www\./, "");
}

function normaliseBlogPath(url: URL): string {
  return withoutTrailingSlashes(fold(url.pathname)) || "/";
}

/** Normalises a path as WordPress compares paths: decoded, lower case. */
function fold(path: string): string {
  try {
    return decodeURIComponent(path).normalize("NFC").toLowerCase();
  } catch {
    return path.toLowerCase();
  }
}

/** Normalises the blog's address, so that a move to https is the same blog. */
export function normaliseBlogUrl(address: string): string {
  const url = new URL(address);
  return withoutTrailingSlashes(`https://${url.host}${url.pathname}`);
}
