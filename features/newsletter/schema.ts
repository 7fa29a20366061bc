import { z } from "zod";
import { longestDescription, longestName, mostTopics, topicActs } from "./rules.ts";

/** For the placeholders of the messages. */
export const lengths = { longestName, longestDescription, longestSlug: 190, most: mostTopics };

const line = (most: number, said: string) =>
  z
    .string()
    .default("")
    .transform((text) => text.replace(/\s+/g, " ").trim())
    .refine((text) => [...text].length <= most, said);

const id = z
  .string("form.stale")
  .regex(/^\d{1,15}$/, "form.stale")
  .transform(Number);

const words = {
  name: line(longestName, "taxonomy.nameTooLong").refine((name) => name !== "", "taxonomy.nameMissing"),
  /** Empty: made of the name. */
  slug: line(500, "newsroom.slugTooLong").transform((slug) => slug.toLowerCase()),
  description: line(longestDescription, "taxonomy.descriptionTooLong"),
};

export const topicForm = z.object(words);
/** `version`: of the topic that the form showed. */
export const topicChangeForm = z.object({ id, version: z.string("form.stale"), ...words });
/** `version`: of the list that the page showed. */
export const topicStepForm = z.object({
  id,
  version: z.string("form.stale"),
  act: z.enum(topicActs, "form.stale"),
});

export type TopicWords = z.output<typeof topicForm>;
export type TopicStep = z.output<typeof topicStepForm>;
