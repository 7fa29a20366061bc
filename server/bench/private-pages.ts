import type { Database } from "#db/client.ts";
import { articleDrafts } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { compareSites, type RequestKind } from "./compare-sites.ts";
import { nextNetwork, signInMembers } from "./members.ts";

// `node server/bench/private-pages.ts DATA_DIR=URL …`: measures the sign-in pages, the account and the admin area of
// running sites, one request at a time.

const pages: readonly { path: string; role?: Role }[] = [
  { path: "/login?next=%2Frules" },
  { path: "/login" },
  { path: "/login/link" },
  { path: "/account", role: "reader" },
  { path: "/account/security", role: "reader" },
  { path: "/notifications", role: "reader" },
  { path: "/admin/moderation", role: "moderator" },
  { path: "/admin/articles", role: "editor" },
  { path: "/admin/articles/new", role: "editor" },
];

async function listKinds(db: Database, dataDir: string): Promise<RequestKind[]> {
  const headersOf = new Map<Role | undefined, Record<string, string>>([[undefined, nextNetwork()]]);
  for (const role of ["reader", "moderator", "editor"] as const)
    headersOf.set(role, (await signInMembers(db, dataDir, 1, role))[0]?.headers ?? {});
  const [draft] = await db.select({ id: articleDrafts.articleId }).from(articleDrafts).limit(1);
  const all = draft ? [...pages, { path: `/admin/articles/${draft.id}`, role: "editor" as const }] : pages;
  return all.map(({ path, role }) => ({
    name: path,
    requestAt: () => ({ path, headers: { "Accept-Encoding": "gzip", ...headersOf.get(role) } }),
  }));
}

await compareSites(process.argv.slice(2), listKinds, { count: 40, connections: 1 });
process.exit();
