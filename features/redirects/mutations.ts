import { eq, sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { redirects } from "#db/schema.ts";
import { findStoredRedirects } from "./queries.ts";
import { normaliseRedirectPath, type RedirectRule, readContentAddress } from "./rules.ts";

/**
 * Stores a redirect from an old path of this site to an article (whatever its slug becomes) or to another path.
 * `fromPath` has no host, and is stored as `normaliseRedirectPath` writes it; "/?p=901" for WordPress ids. The newest redirect
 * from a path wins. A path that `normaliseRedirectPath` rejects is ignored.
 */
export async function addRedirect(
  tx: Executor,
  fromPath: string,
  target: { articleId: number } | { toPath: string },
): Promise<void> {
  await addRedirects(tx, [{ fromPath, target }]);
}

/** Stores many redirects; the last one from a path wins. */
export async function addRedirects(tx: Executor, rules: RedirectRule[]): Promise<void> {
  const rows = toRows(rules);
  if (rows.size === 0) return;
  await tx
    .insert(redirects)
    .values([...rows.values()])
    .onConflictDoUpdate({
      target: redirects.fromPath,
      set: { articleId: sql`excluded.article_id`, toPath: sql`excluded.to_path` },
    });
  await invalidateTags(tx, [articleCacheTags.redirects]);
}

function toRows(rules: RedirectRule[]) {
  const rows = new Map<string, { fromPath: string; articleId: number | null; toPath: string | null }>();
  for (const { fromPath, target } of rules) {
    const from = normaliseRedirectPath(fromPath);
    if (from === undefined) continue;
    const to =
      "articleId" in target
        ? { articleId: target.articleId, toPath: null }
        : { articleId: null, toPath: target.toPath };
    rows.set(from, { fromPath: from, ...to });
  }
  return rows;
}

/**
 * Stores redirects of an import, the last one from a path. One that is there stays, unless `findReplaceable` names it;
 * from an address of this site's own content it always stays. None is stored from the address of a member's profile, which
 * would block that handle for somebody who registers later. Returns how many are new or changed, and the paths from
 * which none was stored.
 * @param findReplaceable of redirects with another target: the paths whose redirects the import wrote itself
 */
export async function addImportedRedirects(
  tx: Executor,
  rules: RedirectRule[],
  findReplaceable: (stored: RedirectRule[]) => Promise<Set<string>>,
): Promise<{ stored: number; conflicts: string[] }> {
  const rows = toRows(rules);
  const profiles = [...rows.keys()].filter((path) => readContentAddress(path)?.kind === "members");
  for (const path of profiles) rows.delete(path);
  if (rows.size === 0) return { stored: 0, conflicts: profiles };
  const added = await tx
    .insert(redirects)
    .values([...rows.values()])
    .onConflictDoNothing()
    .returning({ from: redirects.fromPath });
  if (added.length > 0) await invalidateTags(tx, [articleCacheTags.redirects]);
  for (const { from } of added) rows.delete(from);
  const known = rows.size > 0 ? await findStoredRedirects(tx, [...rows.keys()]) : new Map();
  const others = [...known].flatMap(([fromPath, target]: [string, RedirectRule["target"]]) => {
    const row = rows.get(fromPath);
    const isSame = "articleId" in target ? row?.articleId === target.articleId : row?.toPath === target.toPath;
    return isSame ? [] : [{ fromPath, target }];
  });
  const open = others.filter(({ fromPath }) => readContentAddress(fromPath) === undefined);
  const replaceable = open.length > 0 ? await findReplaceable(open) : new Set<string>();
  await addRedirects(
    tx,
    rules.filter(({ fromPath }) => replaceable.has(normaliseRedirectPath(fromPath) ?? "")),
  );
  const conflicts = others.map(({ fromPath }) => fromPath).filter((path) => !replaceable.has(path));
  return { stored: added.length + others.length - conflicts.length, conflicts: [...profiles, ...conflicts] };
}

/**
 * Redirects the old path of a moved page to the new one, together with every redirect to the old path, so that any
 * former address takes a single redirect.
 */
export async function redirectMovedPath(tx: Executor, before: string, now: string): Promise<void> {
  await tx.delete(redirects).where(eq(redirects.fromPath, now));
  await tx.update(redirects).set({ toPath: now }).where(eq(redirects.toPath, before));
  await addRedirect(tx, before, { toPath: now });
}

/** Deletes all redirects to a path. */
export async function deleteRedirectsTo(tx: Executor, path: string): Promise<void> {
  const deleted = await tx.delete(redirects).where(eq(redirects.toPath, path)).returning({ from: redirects.fromPath });
  if (deleted.length > 0) await invalidateTags(tx, [articleCacheTags.redirects]);
}
