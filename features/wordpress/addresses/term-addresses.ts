import { inArray } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { authors, categories, tags } from "#db/schema.ts";
import { splitIntoBatches } from "#lib/split-into-batches.ts";
import { decodePercentEncoding } from "#lib/url-text.ts";
import type { Scan } from "../scan.ts";
import { findImportedItems, listImportedItems } from "../store/imported-items.ts";
import type { AddressRule } from "./address-rule.ts";

/** Lists the redirects from the ids of a blog's categories, tags and authors, and from names that are spelled otherwise here. */
export async function listTermRedirects(db: Executor, blogUrl: string, scan: Scan): Promise<AddressRule[]> {
  const listed = (taxonomy: string) => scan.terms.filter((term) => term.taxonomy === taxonomy);
  const rules: AddressRule[] = [];
  const add = (folder: string, parameter: string, name: string, id: string, slug: string | undefined) => {
    if (slug === undefined) return;
    const target = { toPath: `${folder}/${slug}` };
    if (/^[1-9]\d{0,17}$/.test(id)) rules.push({ fromPath: `/?${parameter}=${id}`, target });
    addName(folder, name, slug);
  };
  const addName = (folder: string, name: string, slug: string) => {
    const target = { toPath: `${folder}/${slug}` };
    const old = decodePercentEncoding(name);
    if (old !== "" && old !== slug && !old.includes("/"))
      rules.push({ fromPath: `${folder}/${encodeURIComponent(old)}`, target, fallback: true });
  };
  const terms = [
    { kind: "category", table: categories, folder: "/categories", parameter: "cat", list: listed("category") },
    { kind: "tag", table: tags, folder: "/tags", parameter: "tag_id", list: listed("post_tag") },
  ] as const;
  for (const { kind, table, folder, parameter, list } of terms) {
    // Some exports list no terms: only items name them.
    const nicenames = await listKeys(db, blogUrl, kind);
    const slugs = await findNames(db, blogUrl, kind, nicenames, (ids) =>
      db.select({ id: table.id, name: table.slug }).from(table).where(inArray(table.id, ids)),
    );
    for (const term of list) add(folder, parameter, term.nicename, term.id, slugs.get(term.nicename));
    const listedNames = new Set(list.map(({ nicename }) => nicename));
    for (const [nicename, slug] of slugs) if (!listedNames.has(nicename)) addName(folder, nicename, slug);
  }
  const logins = scan.authors.map(({ login }) => login);
  const handles = await findNames(db, blogUrl, "author", logins, (ids) =>
    db.select({ id: authors.id, name: authors.handle }).from(authors).where(inArray(authors.id, ids)),
  );
  for (const { login, id } of scan.authors) add("/authors", "author", toNicename(login), id, handles.get(login));
  return rules;
}

/** The names there of all terms of the blog that were imported. */
async function listKeys(db: Executor, blogUrl: string, kind: "category" | "tag"): Promise<string[]> {
  const keys: string[] = [];
  for (let after = ""; ; ) {
    const page = await listImportedItems(db, blogUrl, kind, { after, limit: 5_000 });
    keys.push(...page.map(({ foreignId }) => foreignId));
    const last = page.at(-1);
    if (page.length < 5_000 || !last) return keys;
    after = last.foreignId;
  }
}

/** Finds the present names of imported rows by their names on the blog. */
async function findNames(
  db: Executor,
  blogUrl: string,
  kind: "category" | "tag" | "author",
  foreignIds: string[],
  read: (ids: number[]) => Promise<{ id: number; name: string }[]>,
): Promise<Map<string, string>> {
  const items = await findImportedItems(db, blogUrl, kind, foreignIds);
  const ids = [...new Set([...items.values()].map(({ localId }) => Number(localId)))];
  const names = new Map<number, string>();
  for (const batch of splitIntoBatches(ids, 5_000)) for (const { id, name } of await read(batch)) names.set(id, name);
  const found = new Map<string, string>();
  for (const [key, { localId }] of items) {
    const name = names.get(Number(localId));
    if (name !== undefined) found.set(key, name);
  }
  return found;
}

/**
 * The name that WordPress makes of a login for the author's address (`sanitize_title`), which the export does not have.
 * "" for an e-mail address, which is stored nowhere.
 */
function toNicename(login: string): string {
  if (login.includes("@")) return "";
  return login
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9 ._-]/g, "")
    .replace(/[ .-]+/g, "-")
    .replace(/^-|-$/g, "");
}
