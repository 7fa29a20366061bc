import { listCandidates } from "#features/redirects/wordpress/candidates.ts";
import { canonicalWordPressQuery } from "#features/redirects/wordpress/query.ts";
import { decodePercentEncoding } from "#lib/url-text.ts";
import type { BlogAddresses } from "../blog-addresses.ts";
import type { ExportTerm } from "../export/entries.ts";
import { toImportedSlug } from "../imported-slug.ts";

/** Finds the addresses here of the blog's front page and lists, so that links to them need no redirect. */
export class ListAddresses {
  readonly #addresses: BlogAddresses;
  /** Paths here by the kind and name of a term, and by its id (`/?cat=5`). */
  readonly #terms = new Map<string, string>();

  /** @param terms categories and tags that are imported */
  constructor(addresses: BlogAddresses, terms: ExportTerm[]) {
    this.#addresses = addresses;
    for (const { taxonomy, nicename, name, id } of terms) {
      const kind = taxonomy === "category" ? "category" : "tag";
      const slug = toImportedSlug(nicename) || toImportedSlug(name);
      if (slug === "") continue;
      const path = `/${kind === "category" ? "categories" : "tags"}/${slug}`;
      this.#terms.set(`${kind}:${decodePercentEncoding(nicename).normalize("NFC").toLowerCase()}`, path);
      this.#terms.set(`/?${kind === "category" ? "cat" : "tag_id"}=${id}`, path);
    }
  }

  /**
   * The address here of the front page, a category, a tag, the feed, a search or what was published in a year, month or
   * day; undefined for any other.
   */
  pathOf(address: string): string | undefined {
    const path = this.#addresses.pathBelow(address);
    if (path === undefined) return undefined;
    const query = canonicalWordPressQuery(new URL(address, "https://relative.invalid/").search);
    if (path === "/" && query === "") return "/";
    const [form] = listCandidates(query === "" ? path : `${path}?${query}`);
    if (form?.kind === "path") return form.path;
    if (form && "page" in form && form.page === 1 && form.feed === undefined)
      return this.#terms.get(form.kind === "moved" ? form.path : `${form.kind}:${form.slug}`);
    return undefined;
  }
}
