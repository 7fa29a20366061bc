import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { media } from "#db/schema.ts";

/** A picture's row, undefined when there is none. */
export async function findMedia(db: Executor, id: string) {
  const [row] = await db
    .select({ id: media.id, format: media.format, width: media.width, height: media.height, animated: media.animated })
    .from(media)
    .where(eq(media.id, id));
  return row;
}
