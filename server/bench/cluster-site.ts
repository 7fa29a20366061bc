import { connect, type Database } from "#db/client.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { buildIfNeeded } from "../process/build.ts";
import { type SiteCluster, type SiteClusterOptions, startSiteCluster } from "../testing/cluster/site-cluster.ts";
import { root } from "./child-process.ts";

export interface ClusterSite {
  cluster: SiteCluster;
  /** Of another process than the nodes: they learn of what it commits through PostgreSQL alone. */
  db: Database;
  /** Of published articles, the newest first. */
  slugs: string[];
  close(): Promise<void>;
}

/**
 * Builds the program if it is this one and not built, and starts several nodes of it with `articleCount` articles. No rule
 * slows discussions down, and repeated comments are allowed.
 */
export async function openClusterSite(options: SiteClusterOptions, articleCount: number): Promise<ClusterSite> {
  if ((options.program ?? root) === root) await buildIfNeeded({ root, say: options.say });
  const cluster = await startSiteCluster(options);
  const { db, close } = connect(cluster.database.url, { max: 8 });
  const site = {
    cluster,
    db,
    slugs: Array.from({ length: articleCount }, (_, n) => `banc-${n}`),
    async close() {
      await close();
      await cluster.stop();
    },
  };
  try {
    for (const key of ["discussion.slowFrom", "discussion.premoderateFrom", "moderation.repeatHours"] as const)
      await setSetting(db, key, 0);
    for (const [n, slug] of site.slugs.entries())
      await upsertArticle(db, {
        ...{ slug, status: "published", title: `Article ${n}`, lead: "Un article du banc.", bodyHtml: "<p>Texte.</p>" },
        publishedAt: new Date(Date.now() - n * 60_000),
      });
  } catch (error) {
    await site.close();
    throw error;
  }
  return site;
}
