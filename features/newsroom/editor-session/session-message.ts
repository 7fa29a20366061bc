import { z } from "zod";
import { countJsonValues } from "#lib/json-values.ts";

/** An article's form has a few hundred fields at most, each a name and a value. */
const maxFields = 500;
const maxJsonValues = 10 * maxFields;

const fields = z.array(z.tuple([z.string().regex(/^\w{1,100}$/), z.string()])).max(maxFields);
const message = z.object({ save: fields.nullish(), hold: fields.nullish() });

/** Parses a message of an open editor; undefined for anything else. A message that is too large is not parsed. */
export function readSessionMessage(text: string): z.output<typeof message> | undefined {
  if (countJsonValues(text) > maxJsonValues) return undefined;
  try {
    return message.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
