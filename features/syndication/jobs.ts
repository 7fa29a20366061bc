import { z } from "zod";
import type { JobDefinition } from "#lib/jobs.ts";

/**
 * Publishes an item of a feed whose policy is `publish`, once its pictures are fetched. Its group is the feed: slow
 * pictures of one feed do not delay the others.
 */
export const itemPublicationJob: JobDefinition<{ item: number }> = {
  name: "feed-item-publication",
  payload: z.object({ item: z.number() }),
  concurrency: 3,
};

/** Applies a source's edit or deletion of an item that has an article, as far as the feed's policy says so. */
export const itemSourceChangeJob: JobDefinition<{ item: number }> = {
  name: "feed-item-source-change",
  payload: z.object({ item: z.number() }),
};

/** Fetches the pictures of an item, adds them to the draft that was made of it, and publishes that if asked to. */
export const itemPicturesJob: JobDefinition<{
  item: number;
  article: number;
  member: number | null;
  publishes: boolean;
  deferrals?: number | undefined;
}> = {
  name: "feed-item-pictures",
  payload: z.object({
    item: z.number(),
    article: z.number(),
    member: z.number().nullable(),
    publishes: z.boolean(),
    deferrals: z.number().optional(),
  }),
};

/** Reads what a source reserves of text and data mining: when a feed of it is added; afterwards it is a schedule. */
export const sourceReservationJob: JobDefinition<{ source: number }> = {
  name: "source-reservation",
  payload: z.object({ source: z.number() }),
};
