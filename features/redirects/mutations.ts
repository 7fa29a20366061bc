import { announce } from "#db/changes.ts";
import type { Executor } from "#db/client.ts";
import { redirects } from "#db/schema.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { normalisePath } from "./rules.ts";

/**
 * Remembers that an old path of this site now leads to an article (whatever its slug becomes) or to another path.
 * `fromPath` has no host, and is kept as `normalisePath` writes it; "/?p=901" for WordPress ids. The newest rule for a path wins.
 * A path that cannot be asked for (see `normalisePath`) is left out.
 */
export async function addRedirect(
  tx: Executor,
  fromPath: string,
  target: { articleId: number } | { toPath: string },
): Promise<void> {
  const from = normalisePath(fromPath);
  if (from === undefined) return;
  const to =
    "articleId" in target ? { articleId: target.articleId, toPath: null } : { articleId: null, toPath: target.toPath };
  await tx
    .insert(redirects)
    .values({ fromPath: from, ...to })
    .onConflictDoUpdate({ target: redirects.fromPath, set: to });
  await announce(tx, [articleTagsOf.redirects]);
}
