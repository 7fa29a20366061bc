import { and, eq, inArray, ne } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { authors, categories, importedItems, tags } from "#db/schema.ts";
import { upsertAuthor, upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";
import { FreeSlugs } from "#lib/slug.ts";
import { splitIntoBatches } from "#lib/split-into-batches.ts";
import { toPlainLine } from "../body/plain-line.ts";
import type { ExportTerm } from "../export/entries.ts";
import type { ExportByline } from "../fields/bylines.ts";
import { toImportedSlug } from "../imported-slug.ts";
import { findImportedItems, type ImportedKind, recordImportedItems } from "./imported-items.ts";

export interface TermCount {
  new: number;
  known: number;
}

type TermKind = "category" | "tag" | "author";

/** The terms of an article, by their names on the blog. */
export interface UsedTerms {
  categories: string[];
  tags: string[];
  authors: string[];
}

/**
 * Creates the categories, tags and authors of a blog once, and finds them again by their names there. One that exists
 * here under the same slug is used unchanged; names and descriptions changed here are never overwritten.
 */
export class TermImporter {
  readonly #blogUrl: string;
  readonly #ids = new Map<string, number>();
  readonly #freeSlugs: Record<TermKind, FreeSlugs> = {
    category: new FreeSlugs(),
    tag: new FreeSlugs(),
    author: new FreeSlugs(),
  };
  readonly #listed: Map<string, ExportTerm>;
  readonly #people: Map<string, ExportByline>;
  readonly #used: Record<TermKind, Set<string>> = { category: new Set(), tag: new Set(), author: new Set() };
  /** Terms that the interrupted import counted which this one continues. */
  readonly #countedBefore = new Set<string>();
  readonly counts: Record<TermKind, TermCount> = {
    category: { new: 0, known: 0 },
    tag: { new: 0, known: 0 },
    author: { new: 0, known: 0 },
  };

  constructor(blogUrl: string, terms: ExportTerm[], people: ExportByline[]) {
    this.#blogUrl = blogUrl;
    this.#listed = new Map(terms.map((term) => [`${toTermKind(term.taxonomy)}:${term.nicename}`, term]));
    this.#people = new Map(people.map((person) => [person.login, person]));
  }

  /** Notes the terms of an article that is not written; `countUsed` counts them. */
  noteUsed({ categories, tags, authors }: UsedTerms): void {
    for (const key of categories) this.#used.category.add(key);
    for (const key of tags) this.#used.tag.add(key);
    for (const key of authors) this.#used.author.add(key);
  }

  async countUsed(tx: Executor): Promise<void> {
    for (const kind of ["category", "tag", "author"] as const) {
      if (this.#used[kind].size > 0) await this.loadKnown(tx, kind, [...this.#used[kind]]);
      this.#used[kind].clear();
    }
  }

  /** Continues an interrupted import, which had counted the listed terms and those of `addCounted`. */
  async resume(tx: Executor, counts: TermImporter["counts"]): Promise<void> {
    for (const key of this.#listed.keys()) this.#countedBefore.add(key);
    this.addCounted({ categories: [], tags: [], authors: [...this.#people.keys()] });
    await this.#recallListed(tx);
    for (const kind of ["category", "tag", "author"] as const) Object.assign(this.counts[kind], counts[kind]);
  }

  addCounted({ categories, tags, authors }: UsedTerms): void {
    for (const key of categories) this.#countedBefore.add(`category:${key}`);
    for (const key of tags) this.#countedBefore.add(`tag:${key}`);
    for (const key of authors) this.#countedBefore.add(`author:${key}`);
  }

  /** Imports every term that the export lists, used or not. */
  async importListed(tx: Executor): Promise<void> {
    await this.#recallListed(tx);
    // A slug that stays as it was wins over one that is made of another name.
    const listed = [...this.#listed.values()];
    const isUnchanged = ({ nicename }: ExportTerm) => toImportedSlug(nicename) === nicename;
    const ordered = [...listed.filter(isUnchanged), ...listed.filter((term) => !isUnchanged(term))];
    for (const term of ordered) {
      if (term.taxonomy === "category") await this.category(tx, term.nicename, term.name);
      else await this.tag(tx, term.nicename, term.name);
    }
    for (const login of this.#people.keys()) await this.author(tx, login);
  }

  async category(tx: Executor, nicename: string, name: string, above = new Set<string>()): Promise<number> {
    return this.#ensure("category", nicename, async () => {
      const listed = this.#listed.get(`category:${nicename}`);
      const { slug, id: existing } = await this.#findSlug(tx, "category", { nicename, name: listed?.name || name });
      if (existing !== undefined) return this.#use(tx, "category", nicename, existing);
      const parent = listed?.parent && !above.has(listed.parent) ? listed.parent : undefined;
      const parentId = parent ? await this.category(tx, parent, parent, new Set(above).add(nicename)) : null;
      const id = await upsertCategory(tx, {
        slug,
        name: toPlainLine(listed?.name || name) || slug,
        description: toPlainLine(listed?.description ?? ""),
        parentId,
      });
      return this.#remember(tx, "category", nicename, id);
    });
  }

  async tag(tx: Executor, nicename: string, name: string): Promise<number> {
    return this.#ensure("tag", nicename, async () => {
      const { slug, id: existing } = await this.#findSlug(tx, "tag", { nicename, name });
      if (existing !== undefined) return this.#use(tx, "tag", nicename, existing);
      return this.#remember(tx, "tag", nicename, await upsertTag(tx, { slug, name: toPlainLine(name) || slug }));
    });
  }

  /**
   * Chooses the slug of a term, or finds the term here that it is: the one with its nicename, or, if its nicename is
   * spelled otherwise here, with its name too. A name without Latin letters has no slug: the term's id makes one, as for
   * articles. Two terms of the blog never become one.
   */
  async #findSlug(
    tx: Executor,
    kind: "category" | "tag",
    { nicename, name }: { nicename: string; name: string },
  ): Promise<{ slug: string; id?: number }> {
    const table = kind === "category" ? categories : tags;
    const find = async (slug: string) =>
      (await tx.select({ id: table.id, name: table.name }).from(table).where(eq(table.slug, slug)))[0];
    const number = /^[1-9]\d{0,17}$/.exec(this.#listed.get(`${kind}:${nicename}`)?.id ?? "")?.[0];
    const base = toImportedSlug(nicename) || toImportedSlug(name) || (number ? `${kind}-${number}` : kind);
    const row = await find(base);
    if (!row) return { slug: base };
    const isSame = base === nicename || row.name.toLowerCase() === toPlainLine(name).toLowerCase();
    if (isSame && !(await this.#isMadeOfAnother(tx, kind, nicename, row.id))) return { slug: base, id: row.id };
    return { slug: await this.#freeSlugs[kind].find(base, async (slug) => (await find(slug)) !== undefined) };
  }

  /**
   * Returns the id of a byline; `given` describes one that the export does not list. An e-mail address never becomes a
   * name or handle; the part before the "@" does. Two authors with one name stay two.
   */
  async author(tx: Executor, login: string, given?: ExportByline): Promise<number> {
    return this.#ensure("author", login, async () => {
      const person = this.#people.get(login) ?? given;
      const name = toPlainLine(withoutAddress(person?.name || login)) || "Anonyme";
      const handle =
        toImportedSlug(login.includes("@") ? name : login.replace(/^cap-/, ""))
          .slice(0, 60)
          .replace(/-$/, "") || "auteur";
      const [same] = await tx
        .select({ id: authors.id, name: authors.name })
        .from(authors)
        .where(eq(authors.handle, handle));
      if (same?.name === name && !(await this.#isMadeOfAnother(tx, "author", login, same.id)))
        return this.#use(tx, "author", login, same.id);
      const free = await this.#freeSlugs.author.find(handle, async (candidate) => {
        const rows = await tx.select({ id: authors.id }).from(authors).where(eq(authors.handle, candidate));
        return rows.length > 0;
      });
      return this.#remember(
        tx,
        "author",
        login,
        await upsertAuthor(tx, { handle: free, name, biography: person?.biography ?? "" }),
      );
    });
  }

  /** Whether a term here was made of another one of the blog. */
  async #isMadeOfAnother(tx: Executor, kind: TermKind, key: string, id: number): Promise<boolean> {
    const rows = await tx
      .select({ foreignId: importedItems.foreignId })
      .from(importedItems)
      .where(
        and(
          eq(importedItems.blogUrl, this.#blogUrl),
          eq(importedItems.kind, kind),
          eq(importedItems.localId, String(id)),
          ne(importedItems.foreignId, key),
        ),
      )
      .limit(1);
    return rows.length > 0;
  }

  async #ensure(kind: TermKind, key: string, make: () => Promise<number>): Promise<number> {
    const known = this.#ids.get(`${kind}:${key}`);
    if (known !== undefined) return known;
    const id = await make();
    this.#ids.set(`${kind}:${key}`, id);
    return id;
  }

  /** Uses a term that is here already. */
  async #use(tx: Executor, kind: TermKind, key: string, id: number): Promise<number> {
    this.counts[kind].known += 1;
    return this.#record(tx, kind, key, id);
  }

  /** Records a term that was created. */
  async #remember(tx: Executor, kind: TermKind, key: string, id: number): Promise<number> {
    this.counts[kind].new += 1;
    return this.#record(tx, kind, key, id);
  }

  async #record(tx: Executor, kind: ImportedKind, key: string, id: number): Promise<number> {
    await recordImportedItems(tx, this.#blogUrl, kind, [{ foreignId: key, localId: String(id), fingerprint: "" }]);
    return id;
  }

  /** Reads what earlier imports created and still exists. */
  async #recallListed(tx: Executor): Promise<void> {
    for (const kind of ["category", "tag", "author"] as const) {
      const keys =
        kind === "author"
          ? [...this.#people.keys()]
          : [...this.#listed.keys()]
              .filter((key) => key.startsWith(`${kind}:`))
              .map((key) => key.slice(kind.length + 1));
      await this.loadKnown(tx, kind, keys);
    }
  }

  /** Reads the known terms that only items name. */
  async loadKnown(tx: Executor, kind: TermKind, keys: string[]): Promise<void> {
    const unknown = keys.filter((key) => !this.#ids.has(`${kind}:${key}`));
    const known = await findImportedItems(tx, this.#blogUrl, kind, unknown);
    if (known.size === 0) return;
    const table = { category: categories, tag: tags, author: authors }[kind];
    const ids = [...known.values()].map((item) => Number(item.localId));
    const existingIds = new Set<number>();
    // A statement has 65,535 parameters at most.
    for (const batch of splitIntoBatches(ids, 5_000))
      for (const { id } of await tx.select({ id: table.id }).from(table).where(inArray(table.id, batch)))
        existingIds.add(id);
    for (const [key, item] of known) {
      const id = Number(item.localId);
      if (!existingIds.has(id)) continue;
      this.#ids.set(`${kind}:${key}`, id);
      if (!this.#countedBefore.has(`${kind}:${key}`)) this.counts[kind].known += 1;
    }
  }
}

function toTermKind(taxonomy: ExportTerm["taxonomy"]): TermKind {
  return taxonomy === "category" ? "category" : "tag";
}

function withoutAddress(name: string): string {
  return name.replace(/^([^@\s]+)@\S+$/, "$1");
}
