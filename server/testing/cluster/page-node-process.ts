import { createServer } from "node:http";
import { getArticle, listArticles } from "#features/articles/cached.ts";
import { getThreads } from "#features/comments/cached.ts";
import { getArticleCorrections } from "#features/corrections/cached.ts";
import { getSettings } from "#features/settings/cached.ts";
import { cacheState } from "#lib/cache/cache-state.ts";
import { invalidateTagsLocally, newReadScope, runInReadScope } from "#lib/cache/cached.ts";
import { followChanges } from "#server/page-cache/follow-changes.ts";
import { Pages } from "#server/page-cache/pages.ts";
import { keyOf, page } from "#server/page-cache/testing.ts";
import { listenOn } from "#server/process/port.ts";

// node --conditions=react-server server/testing/cluster/page-node-process.ts, with DATABASE_URL: a node of the site without
// Next. It keeps pages, which are what the site's pages read as JSON, and follows the changes in the database.
//   GET /article?slug=S&skew=MS, GET /list?skew=MS: a page, as a reader gets it with a clock that is ahead
//   GET /mark?n=N: whether it has read the change with the tag `mark:N` or a later one
//   GET /renders: how often each page was rendered

const url = process.env.DATABASE_URL;
if (!url) throw new Error("DATABASE_URL is not set.");

let skew = 0;
let mark = 0;
const renders: Record<string, number> = {};

async function readPage(id: string): Promise<unknown> {
  const settings = await getSettings();
  if (id === "list") return [await listArticles({ kind: "all" }, 1), settings["site.name"]];
  const article = await getArticle(id);
  if (!article) return "404";
  return Promise.all([
    article,
    getThreads(article.id, 1, "newest"),
    getArticleCorrections(article.id),
    settings["site.name"],
  ]);
}

const pages = new Pages({
  invalidations: cacheState.invalidations,
  now: () => performance.now() + skew,
  render: async ({ page: id }) => {
    const scope = newReadScope();
    renders[id] = (renders[id] ?? 0) + 1;
    const shown = await runInReadScope(scope, () => readPage(id));
    return {
      kind: "shared",
      page: page(JSON.stringify(shown)),
      tags: [...scope.tags],
      expiresAt: Number.POSITIVE_INFINITY,
    };
  },
});

async function getPage(id: string): Promise<string> {
  const found = pages.find(keyOf(id));
  if (found) return found.source;
  const outcome = await pages.load(keyOf(id), false);
  if (outcome.kind !== "shared") throw new Error(outcome.kind);
  return outcome.page.source;
}

await followChanges(url, {
  record: invalidateTagsLocally,
  note(tags) {
    for (const tag of tags) mark = Math.max(mark, Number(/^mark:(\d+)$/.exec(tag)?.[1] ?? 0));
  },
});

const server = createServer(async (req, res) => {
  const { pathname, searchParams } = new URL(req.url ?? "/", "http://node.invalid");
  try {
    skew = Math.max(skew, Number(searchParams.get("skew") ?? 0));
    if (pathname === "/mark") res.end(String(mark >= Number(searchParams.get("n"))));
    else if (pathname === "/renders") res.end(JSON.stringify(renders));
    else res.end(await getPage(pathname === "/list" ? "list" : (searchParams.get("slug") ?? "")));
  } catch (error) {
    res.writeHead(503).end(String(error));
  }
});
const port = await listenOn(server, Number(process.env.PORT ?? 0), "127.0.0.1");
console.log(`listening ${port}`);
