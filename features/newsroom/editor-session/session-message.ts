import { z } from "zod";
import { countJsonValues } from "#lib/json-values.ts";

/** An article's form has some hundred fields at most, each a name and a value. */
const maxFields = 500;
const maxJsonValues = 10 * maxFields;

const fields = z.array(z.tuple([z.string().regex(/^\w{1,100}$/), z.string()])).max(maxFields);
const message = z.object({ save: fields.nullish(), hold: fields.nullish() });

/** Reads what an open editor sends; undefined for anything else, which is not even parsed where it would be large. */
export function readSessionMessage(text: string): z.output<typeof message> | undefined {
  if (countJsonValues(text) > maxJsonValues) return undefined;
  try {
    return message.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
