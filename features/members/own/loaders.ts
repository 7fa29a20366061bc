import { database } from "#db/client.ts";
import { networkOf } from "#lib/network.ts";
import { takeHere } from "#lib/rate-limit.ts";
import { getViewer } from "../loaders.ts";
import type { Own } from "./answer.ts";
import { readOwn } from "./queries.ts";
import { articleSlug } from "./schema.ts";

/** One a page: nobody turns ten pages a second for a minute. By member, else by network. */
const perAsker = { name: "own", points: 600, seconds: 60 };

type Refusal = { status: 400 | 404 | 429; retryAfter?: number };

/** The answer to `/api/me`, or why there is none: `article` malformed or given twice 400, unknown 404, asked too often 429. */
export async function loadOwn(request: Request): Promise<Own | Refusal> {
  const [slug, ...more] = new URL(request.url).searchParams.getAll("article");
  if (more.length > 0 || !articleSlug.optional().safeParse(slug).success) return { status: 400 };
  const viewer = await getViewer();
  const wait = await takeHere(perAsker, viewer ? `m:${viewer.id}` : `n:${networkOf(request.headers)}`);
  if (wait > 0) return { status: 429, retryAfter: wait };
  return (await readOwn(database(), viewer, slug)) ?? { status: 404 };
}
