import { and, eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles } from "#db/schema.ts";
import { ConcurrencyLimit } from "#features/media/encoding/concurrency-limit.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { type FetchOptions, fetchExternal } from "#lib/fetch/fetch.ts";
import { parseInWorker } from "#lib/parsing/parse-in-worker.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import type { LinkDetails } from "./fetch-link-details.ts";
import { decodePage, readPageTitle } from "./page-title.ts";

/** Few pages have more HTML; a longer page gets no title. */
const fetchLimits = {
  maxBytes: 3_000_000,
  totalTimeoutMs: 8_000,
  connectTimeoutMs: 3_000,
  headersTimeoutMs: 5_000,
};
/** Pages that this process fetches concurrently; each may take 3 MB. */
const maxConcurrentFetches = 3;
const maxWaiting = 10;
const concurrency = new ConcurrencyLimit(maxConcurrentFetches);

/**
 * Describes a pasted address: one of our published articles (a path, old addresses included), or a page of another site, which is fetched for
 * its title (`fetchExternal` refuses private networks). Refused with `newsroom.addressUnknown` if it is neither.
 */
export async function findLinkDetails(
  db: Executor,
  address: string,
  { client, ...options }: Pick<FetchOptions, "mayBePrivate" | "resolve"> & { client: string },
): Promise<Result<LinkDetails>> {
  if (address.startsWith("/")) return findArticleDetails(db, address);
  if (concurrency.waiting >= maxWaiting) return refused("newsroom.addressUnknown");
  return concurrency.run(async () => {
    const page = await fetchExternal(address, { ...fetchLimits, ...options, headers: { accept: "text/html" } });
    const type = page.ok ? (page.headers["content-type"] ?? "") : "";
    if (!page.ok || page.status !== 200 || !/^(?:text\/html|application\/xhtml\+xml)\b/i.test(type))
      return refused("newsroom.addressUnknown");
    const parser = { queue: "documents", name: "readPageTitle", read: readPageTitle } as const;
    const title = await parseInWorker(parser, decodePage(page.body, type), { client, field: "address" });
    if (!title.ok) return title;
    return title.value === "" ? refused("newsroom.addressUnknown") : ok({ kind: "page", title: title.value });
  });
}

async function findArticleDetails(db: Executor, path: string): Promise<Result<LinkDetails>> {
  const article = (await findPublished(db, path)) ?? (await findPublished(db, await resolveRedirect(db, path)));
  return article ? ok({ kind: "article", ...article }) : refused("newsroom.addressUnknown");
}

async function findPublished(db: Executor, path: string | null) {
  const slug = /^\/articles\/([^/?#]{1,200})\/?(?:[?#]|$)/.exec(path ?? "")?.[1];
  if (slug === undefined) return undefined;
  const [row] = await db
    .select({ id: articles.id, slug: articles.slug, title: articles.title })
    .from(articles)
    .where(and(eq(articles.slug, slug), eq(articles.status, "published")));
  return row;
}
