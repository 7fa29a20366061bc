import { database } from "#db/client.ts";
import { getViewer } from "#features/auth/loaders.ts";
import type { ViewerData } from "#features/auth/viewer-data.ts";
import { readClientNetwork } from "#lib/client-network.ts";
import { consumeLocalRateLimit } from "#lib/rate-limit.ts";
import { readViewerData } from "./queries.ts";
import { articleSlugSchema } from "./schema.ts";

/** One request per page: nobody opens ten pages a second for a minute. Per member, or per network when signed out. */
const viewerDataLimit = { name: "own", points: 600, seconds: 60 };

type ViewerDataError = { status: 400 | 404 | 429; retryAfter?: number };

/** Loads the response of `/api/me`, or the reason for an error: `article` malformed or given twice 400, unknown 404, rate limit 429. */
export async function loadViewerData(request: Request): Promise<ViewerData | ViewerDataError> {
  const [slug, ...more] = new URL(request.url).searchParams.getAll("article");
  if (more.length > 0 || !articleSlugSchema.optional().safeParse(slug).success) return { status: 400 };
  const viewer = await getViewer();
  const wait = await consumeLocalRateLimit(
    viewerDataLimit,
    viewer ? `m:${viewer.id}` : `n:${readClientNetwork(request.headers)}`,
  );
  if (wait > 0) return { status: 429, retryAfter: wait };
  return (await readViewerData(database(), viewer, slug)) ?? { status: 404 };
}
