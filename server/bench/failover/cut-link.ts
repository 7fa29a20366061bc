import { setTimeout as sleep } from "node:timers/promises";
import { inArray } from "drizzle-orm";
import { articles } from "#db/schema.ts";
import { deleteComment } from "#features/comments/posting/delete.ts";
import { aComment } from "#features/comments/testing.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { openClusterSite } from "../cluster-site.ts";
import { signInMembersWith } from "../members.ts";
import { countFailed, listFailed, startSteadyRequests } from "./steady-requests.ts";

interface Options {
  program: string;
  /** GET requests a second. */
  rate: number;
  say(line: string): void;
}

/** While the link is cut or half-open, and after it (ms). */
const faultMs = 10_000;
const afterMs = 5_000;
/** Between two removals (ms). */
const removalPauseMs = 100;
/** A page without a removal's effect counts as stale from here on (ms after its commit). */
const staleAfterMs = 300;
const articleCount = 10;

/**
 * Cuts one node off from the database while comments are removed, and looks for removed comments in what readers get
 * through HAProxy.
 */
export async function measureCutLink({ program, rate, say }: Options) {
  const { cluster, db, slugs, close } = await openClusterSite(
    { nodes: 2, isCluster: true, program, say },
    articleCount,
  );
  try {
    if (!cluster.isBalanced) throw new OperatorError("A cut link is measured through HAProxy.");
    const rows = await db
      .select({ id: articles.id, slug: articles.slug })
      .from(articles)
      .where(inArray(articles.slug, slugs));
    // The mutations of this process enqueue their jobs there.
    process.env.DATABASE_URL = cluster.database.url;
    const [author] = await signInMembersWith(db, cluster.secrets.auth, 1);
    if (!author) throw new Error("There is no member.");
    const results = [];
    const [node] = cluster.nodes;
    if (!node) throw new Error("There is no node.");
    let posted = 0;
    for (const fault of ["cut", "half-open"] as const) {
      const shown: { id: number; token: string; slug: string }[] = [];
      for (let n = 0; n < (faultMs + afterMs + 2_000) / removalPauseMs; n += 1) {
        const article = rows[n % rows.length];
        if (!article) continue;
        const token = `retrait${posted++}fin`;
        const text = { bodySource: token, bodyHtml: `<p>${token}</p>` };
        const id = await aComment(db, article.id, { key: token, memberId: author.id, ...text });
        shown.push({ id, token, slug: article.slug });
      }
      const addresses = slugs.flatMap((slug) => [`/articles/${slug}`, `/articles/${slug}/comments?sort=newest`]);
      for (const each of cluster.nodes) for (const address of addresses) await fetch(each.url + address);
      await sleep(2_000);
      /** When the removal of a comment with this token was committed. */
      const removed = new Map<string, number>();
      let cutAt = Number.NaN;
      const stale: number[] = [];
      const load = startSteadyRequests(cluster.url, {
        rate,
        addresses,
        onAnswer({ body, sent }) {
          for (const [token] of body.matchAll(/retrait\d+fin/g)) {
            const at = removed.get(token);
            if (at !== undefined && sent > at + staleAfterMs) {
              stale.push(sent - cutAt);
              break;
            }
          }
        },
      });
      cutAt = performance.now();
      if (fault === "cut") node.databaseLink.cut();
      else node.databaseLink.makeHalfOpen();
      let healedAt = Number.NaN;
      while (performance.now() < cutAt + faultMs + afterMs) {
        const next = shown.shift();
        if (next) {
          await deleteComment(db, author.id, next.id);
          removed.set(next.token, performance.now());
        }
        await sleep(removalPauseMs);
        if (Number.isNaN(healedAt) && performance.now() > cutAt + faultMs) {
          node.databaseLink.heal();
          healedAt = performance.now();
        }
      }
      await load.end();
      const duringFault = stale.filter((at) => at < healedAt - cutAt);
      const result = {
        fault,
        removals: removed.size,
        requests: load.done + countFailed(load),
        failed: countFailed(load),
        why: listFailed(load),
        stale: stale.length,
        /** After the cut, and after its end. */
        lastStaleMs: duringFault.at(-1) ?? 0,
        staleAfterHeal: stale.length - duringFault.length,
        lastStaleAfterHealMs: Math.max(0, (stale.at(-1) ?? 0) - (healedAt - cutAt)),
      };
      say(JSON.stringify(result));
      results.push(result);
      await sleep(5_000);
    }
    return results;
  } finally {
    await close();
  }
}
