import { z } from "zod";
import { opaque, optionalLine, slugField } from "#lib/form-fields.ts";
import { maxTypedSlug } from "#lib/slug.ts";
import { maxDeckLength, maxPlace, maxStoryTitleLength, storyKinds } from "./rules.ts";

/** Limits for the placeholders of the messages. */
export const storyFieldLimits = {
  maxName: maxStoryTitleLength,
  maxDescription: maxDeckLength,
  maxSlug: maxTypedSlug,
};

const id = z
  .string("form.stale")
  .regex(/^\d{1,15}$/, "form.stale")
  .transform(Number);
const version = opaque(200, "form.stale");

const storyFields = {
  name: optionalLine(maxStoryTitleLength, "stories.titleTooLong").refine((name) => name !== "", "stories.titleMissing"),
  /** Empty: made from the title. */
  slug: slugField(),
  description: optionalLine(maxDeckLength, "stories.deckTooLong"),
  kind: z.enum(storyKinds, "form.stale"),
};

export const createStoryForm = z.object(storyFields);
export const updateStoryForm = z.object({ id, version, ...storyFields });
export const mergeStoryForm = z.object({
  id,
  /** The target's title or slug. */
  into: optionalLine(500, "stories.intoUnknown").refine((text) => text !== "", "stories.intoMissing"),
  sure: z.literal("1", "stories.notSure"),
});
export const deleteStoryForm = z.object({ id, sure: z.literal("1", "stories.notSure") });

/** Collects the fields of each article: `place12` has its number, `remove12` takes it out. */
function collectPlaces(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null) return raw;
  const places: [string, unknown][] = [];
  const removed: string[] = [];
  for (const [name, value] of Object.entries(raw)) {
    const [, field, article = ""] = /^(place|remove)(\d{1,15})$/.exec(name) ?? [];
    if (field === "place") places.push([article, value]);
    else if (field === "remove") removed.push(article);
  }
  return { ...raw, places, removed };
}

const orderStoryFields = z.object({
  id,
  version,
  places: z
    .array(
      z.tuple([
        z.string().regex(/^\d{1,15}$/),
        z
          .string()
          .trim()
          .regex(/^\d{1,4}$/, "stories.placeWrong"),
      ]),
    )
    .max(maxPlace)
    .transform((list) => new Map(list.map(([article, place]) => [Number(article), Number(place)]))),
  removed: z
    .array(z.string().regex(/^\d{1,15}$/))
    .max(maxPlace)
    .transform((list) => list.map(Number)),
});
export const orderStoryForm = z.preprocess(collectPlaces, orderStoryFields);

export type StoryInput = z.output<typeof createStoryForm>;
