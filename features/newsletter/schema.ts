import { z } from "zod";
import { opaque, optionalLine, slugField } from "#lib/form-fields.ts";
import { cleanLine } from "#lib/html/clean-text.ts";
import { maxTypedSlug } from "#lib/slug.ts";
import { maxTopicDescriptionLength, maxTopicNameLength, maxTopics, maxTopicTerms, topicActions } from "./rules.ts";

/** Limits for the placeholders of the messages. */
export const topicLimits = {
  maxName: maxTopicNameLength,
  maxDescription: maxTopicDescriptionLength,
  maxSlug: maxTypedSlug,
  max: maxTopics,
  maxTerms: maxTopicTerms,
};

const id = z
  .string("form.stale")
  .regex(/^\d{1,15}$/, "form.stale")
  .transform(Number);

const topicFields = {
  name: optionalLine(maxTopicNameLength, "taxonomy.nameTooLong").refine((name) => name !== "", "taxonomy.nameMissing"),
  /** Empty: made from the name. */
  slug: slugField(),
  description: optionalLine(maxTopicDescriptionLength, "taxonomy.descriptionTooLong"),
  /** A checkbox each. */
  categories: z
    .preprocess(
      (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
      z.array(id, "form.stale").max(maxTopicTerms, "topic.tooManyTerms"),
    )
    .default([]),
  /** Names of tags, separated by commas. */
  tags: optionalLine(maxTopicTerms * 40, "topic.tooManyTerms")
    .transform((text) => [
      ...new Set(
        text
          .split(/[,;]/)
          .map(cleanLine)
          .filter((name) => name !== ""),
      ),
    ])
    .refine((names) => names.length <= maxTopicTerms, "topic.tooManyTerms"),
};

export const topicSchema = z.object(topicFields);
/** `version`: of the topic that the form showed. */
export const topicChangeSchema = z.object({ id, version: opaque(200, "form.stale"), ...topicFields });
/** `version`: of the list that the page showed. */
export const topicActionSchema = z.object({
  id,
  version: opaque(200, "form.stale"),
  act: z.enum(topicActions, "form.stale"),
});

export type TopicFields = z.output<typeof topicSchema>;
export type TopicActionInput = z.output<typeof topicActionSchema>;
