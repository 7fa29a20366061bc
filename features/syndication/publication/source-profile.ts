import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, sources } from "#db/schema.ts";

/** What the page of a source says about it besides its name. */
export interface SourceProfile {
  /** Under which licence its texts are used, in words. */
  licence: string;
  /** The date of its first extract here; null without any. */
  since: Date | null;
}

export async function readSourceProfile(db: Executor, id: number): Promise<SourceProfile> {
  const [row] = await db
    .select({
      licence: sources.licence,
      since: sql<Date | null>`(
        select min(published_at) from ${articles} where source_id = ${id} and status = 'published')`.mapWith(
        articles.publishedAt,
      ),
    })
    .from(sources)
    .where(eq(sources.id, id));
  return row ?? { licence: "", since: null };
}
