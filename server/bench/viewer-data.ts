import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { articles } from "#db/schema.ts";
import { rateArticle } from "#features/ratings/mutations.ts";
import { compareSites, type RequestKind } from "./compare-sites.ts";
import { nextNetwork, signInMembers } from "./members.ts";

// `node server/bench/viewer-data.ts DATA_DIR=URL …`: measures `/api/me` of running sites.

/** Enough that none of them reaches the site's limit of ten requests a second. */
const memberCount = 60;

/** Prepares requests of members who have rated an article, and of visitors without a session. */
async function listKinds(db: Database, dataDir: string): Promise<RequestKind[]> {
  const [article] = await db.select().from(articles).where(eq(articles.status, "published")).limit(1);
  if (!article) throw new Error("The site has no article.");
  const members = await signInMembers(db, dataDir, memberCount);
  for (const { id } of members) await rateArticle(db, article.id, id, 4);
  const signedIn = members.map(({ headers }) => headers);
  const signedOut = signedIn.map(() => nextNetwork());
  // As if another site had issued the token: its last part, the authentication tag, is wrong.
  const forged = signedIn.map((headers) => ({ ...headers, Cookie: `vigie_session=${forgeToken(headers.Cookie)}` }));
  const onArticle = `/api/me?article=${article.slug}`;
  const kind = (name: string, path: string, clients: Record<string, string>[]): RequestKind => ({
    name,
    requestAt: (n) => ({ path, headers: { "Accept-Encoding": "gzip, br", ...clients[n % clients.length] } }),
  });
  return [
    kind("signed in, on an article", onArticle, signedIn),
    kind("signed in, elsewhere", "/api/me", signedIn),
    kind("signed out, on an article", onArticle, signedOut),
    kind("signed out, elsewhere", "/api/me", signedOut),
    kind("with a forged token", "/api/me", forged),
  ];
}

function forgeToken(cookie = ""): string {
  const token = /vigie_session=([^;]+)/.exec(cookie)?.[1] ?? "";
  return token.slice(0, token.lastIndexOf(".") + 1) + "A".repeat(43);
}

await compareSites(process.argv.slice(2), listKinds, { count: 2_000, connections: 4 });
process.exit();
