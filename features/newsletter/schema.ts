import { z } from "zod";
import { line, opaque, slugField } from "#lib/fields.ts";
import { maxTypedSlug } from "#lib/slug.ts";
import { longestDescription, longestName, mostTopics, topicActs } from "./rules.ts";

/** For the placeholders of the messages. */
export const lengths = { longestName, longestDescription, longestSlug: maxTypedSlug, most: mostTopics };

const optionalLine = (most: number, said: string) => line(most, said).default("");

const id = z
  .string("form.stale")
  .regex(/^\d{1,15}$/, "form.stale")
  .transform(Number);

const words = {
  name: optionalLine(longestName, "taxonomy.nameTooLong").refine((name) => name !== "", "taxonomy.nameMissing"),
  /** Empty: made of the name. */
  slug: slugField(),
  description: optionalLine(longestDescription, "taxonomy.descriptionTooLong"),
};

export const topicForm = z.object(words);
/** `version`: of the topic that the form showed. */
export const topicChangeForm = z.object({ id, version: opaque(200, "form.stale"), ...words });
/** `version`: of the list that the page showed. */
export const topicStepForm = z.object({
  id,
  version: opaque(200, "form.stale"),
  act: z.enum(topicActs, "form.stale"),
});

export type TopicWords = z.output<typeof topicForm>;
export type TopicStep = z.output<typeof topicStepForm>;
