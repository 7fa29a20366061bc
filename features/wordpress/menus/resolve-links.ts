import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, categories, sitePages, tags } from "#db/schema.ts";
import { pageAddress } from "#features/pages/rules.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { findLinkError } from "#features/settings/navigation/link-list.ts";
import { listNavigationCategories } from "#features/taxonomy/queries.ts";
import { type Refusal, refused } from "#lib/result.ts";
import type { BlogAddresses } from "../blog-addresses.ts";
import { toPlainLine } from "../body/plain-line.ts";
import type { ExportTerm } from "../export/entries.ts";
import type { TaxonomyMap } from "../fields/taxonomies.ts";
import { findImportedItems, type ImportedKind } from "../store/imported-items.ts";
import type { MenuLink } from "./scanned-menus.ts";

export interface LinkContext {
  blogUrl: string;
  addresses: Pick<BlogAddresses, "path" | "isOwn">;
  terms: ExportTerm[];
  taxonomies: TaxonomyMap;
  /** The title of a post or page there; "" if the export has none. */
  titleOf: (id: string) => string;
}

export interface ResolvedLink {
  href: string;
  /** What it leads to is called so here; "" if unknown. */
  name: string;
  /** The site knows the name, and follows a renaming. */
  isNamedHere: boolean;
}

/** Finds where links of the blog's menus lead here, once everything else was imported. */
export class LinkResolver {
  readonly #db: Executor;
  readonly #context: LinkContext;
  #navigationCategories: Promise<Set<string>> | undefined;

  constructor(db: Executor, context: LinkContext) {
    this.#db = db;
    this.#context = context;
  }

  /** Resolves a link, or explains why readers cannot follow it here. */
  async resolve(link: MenuLink): Promise<ResolvedLink | Refusal> {
    const own = await this.#resolveItem(link);
    if (own) return own;
    if (link.url === "") return refused("import.linkNotPublic");
    return this.#resolveAddress(link.url);
  }

  /** The name there of what a link leads to, which WordPress shows for a link without a text; "" if unknown. */
  nameOf({ type, object, objectId }: MenuLink): string {
    if (type === "post_type") return toPlainLine(this.#context.titleOf(objectId));
    if (type !== "taxonomy") return "";
    return toPlainLine(this.#context.terms.find((one) => one.taxonomy === object && one.id === objectId)?.name ?? "");
  }

  async #resolveItem({ type, object, objectId }: MenuLink): Promise<ResolvedLink | undefined> {
    if (type === "post_type") return object === "page" ? this.#findPage(objectId) : this.#findArticle(objectId);
    if (type !== "taxonomy") return undefined;
    const kind = this.#context.taxonomies.get(object);
    const term = this.#context.terms.find((one) => one.taxonomy === object && one.id === objectId);
    return kind && term ? this.#findTerm(kind, term.nicename) : undefined;
  }

  async #findLocalId(kind: ImportedKind, foreignId: string): Promise<number | undefined> {
    const found = (await findImportedItems(this.#db, this.#context.blogUrl, kind, [foreignId])).get(foreignId);
    return found && Number(found.localId);
  }

  async #findPage(foreignId: string): Promise<ResolvedLink | undefined> {
    const id = await this.#findLocalId("page", foreignId);
    if (id === undefined) return undefined;
    const [row] = await this.#db
      .select({ slug: sitePages.slug, title: sitePages.title })
      .from(sitePages)
      .where(and(eq(sitePages.id, id), isNotNull(sitePages.publishedAt), isNull(sitePages.withdrawnAt)));
    return row && { href: pageAddress(row.slug), name: row.title, isNamedHere: true };
  }

  async #findArticle(foreignId: string): Promise<ResolvedLink | undefined> {
    const id = await this.#findLocalId("article", foreignId);
    if (id === undefined) return undefined;
    const [row] = await this.#db
      .select({ slug: articles.slug, title: articles.title })
      .from(articles)
      .where(and(eq(articles.id, id), eq(articles.status, "published")));
    return row && { href: `/articles/${row.slug}`, name: row.title, isNamedHere: false };
  }

  async #findTerm(kind: "category" | "tag", nicename: string): Promise<ResolvedLink | undefined> {
    const id = await this.#findLocalId(kind, nicename);
    if (id === undefined) return undefined;
    const table = kind === "category" ? categories : tags;
    const [row] = await this.#db.select({ slug: table.slug, name: table.name }).from(table).where(eq(table.id, id));
    if (!row) return undefined;
    if (kind === "tag") return { href: `/tags/${row.slug}`, name: row.name, isNamedHere: false };
    this.#navigationCategories ??= listNavigationCategories(this.#db).then(
      (listed) => new Set(listed.map(({ slug }) => slug)),
    );
    const isNamedHere = (await this.#navigationCategories).has(row.slug);
    return { href: `/categories/${row.slug}`, name: row.name, isNamedHere };
  }

  async #resolveAddress(address: string): Promise<ResolvedLink | Refusal> {
    const { addresses } = this.#context;
    const found = (href: string) => ({ href, name: "", isNamedHere: false });
    if (!addresses.isOwn(address)) {
      if (/^http:\/\//i.test(address)) return refused("import.linkWithoutHttps");
      return findLinkError({ label: "x", href: address }) === undefined && /^https:/i.test(address)
        ? found(address)
        : refused("import.linkImpossible");
    }
    const { pathname, search } = new URL(address, "https://relative.invalid/");
    if (pathname === "/" && search === "") return found("/");
    const path = await resolveRedirect(this.#db, pathname + search);
    return path === null ? refused("import.linkUnknown") : found(path);
  }
}
