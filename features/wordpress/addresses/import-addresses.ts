import type { Executor } from "#db/client.ts";
import { findStoredRedirects } from "#features/redirects/queries.ts";
import { normaliseRedirectPath } from "#features/redirects/rules.ts";
import type { BlogAddresses } from "../blog-addresses.ts";
import type { Scan } from "../scan.ts";
import { type RedirectContext, storeImportedRedirects } from "../store/imported-redirects.ts";
import type { AddressRule } from "./address-rule.ts";
import { listAttachmentRedirects } from "./attachment-addresses.ts";
import { listTermRedirects } from "./term-addresses.ts";

/** Redirects per statement. */
const batchSize = 1_000;

interface AddressContext extends RedirectContext {
  scan: Scan;
  addresses: BlogAddresses;
}

/**
 * Stores redirects from the addresses of a blog that do not belong to a single article: ids of categories, tags and
 * authors, names that were changed on import, attachment pages, the folder of the blog. Runs after everything else was
 * imported. Returns how many are new or changed: a second run stores none.
 */
export async function importAddresses(db: Executor, context: AddressContext): Promise<number> {
  let stored = await storeRedirects(db, await listTermRedirects(db, context.blogUrl, context.scan), context);
  const folder = new URL(context.blogUrl).pathname.replace(/\/$/, "");
  if (folder !== "")
    stored += await storeRedirects(db, [{ fromPath: folder, target: { toPath: "/" }, fallback: true }], context);
  for await (const rules of listAttachmentRedirects(db, context)) stored += await storeRedirects(db, rules, context);
  return stored;
}

/** Stores those redirects that are not there yet. */
async function storeRedirects(db: Executor, rules: AddressRule[], context: AddressContext): Promise<number> {
  let stored = 0;
  for (let start = 0; start < rules.length; start += batchSize) {
    const batch = rules.slice(start, start + batchSize).map((rule) => ({
      ...rule,
      fromPath: normaliseRedirectPath(rule.fromPath) ?? "",
    }));
    const known = await findStoredRedirects(
      db,
      batch.map(({ fromPath }) => fromPath),
    );
    const missing = batch.filter(({ fromPath, target, fallback }) => {
      const before = known.get(fromPath);
      if (fromPath === "" || ("toPath" in target && target.toPath === fromPath)) return false;
      return before === undefined || (!fallback && JSON.stringify(before) !== JSON.stringify(target));
    });
    if (missing.length > 0) stored += await db.transaction((tx) => storeImportedRedirects(tx, missing, context));
  }
  return stored;
}
