import { SaxesParser } from "saxes";
import type { FeedSyntaxError } from "./parsed-feed.ts";
import { placeOf } from "./place.ts";
import type { DocumentReading } from "./read-document.ts";

class FirstError extends Error {}

/**
 * Explains why a damaged document cannot be read: the first error of a strict parser that is not one of the small
 * damages that are repaired, else where reading stopped.
 */
export function explainDamage(text: string, { stop, damagedAt }: DocumentReading): FeedSyntaxError {
  const isLimit = stop !== undefined && stop.at < text.length;
  if (isLimit) return { code: "forbidden", ...placeOf(text, stop.at), detail: stop.reason };
  const strict = findStrictError(text);
  if (strict) return strict;
  const at = damagedAt ?? stop?.at ?? 0;
  return { code: "syntax", ...placeOf(text, at), detail: stop?.reason ?? "Elements are not closed." };
}

const repaired = /entity|disallowed character\.|unbound namespace|outside of root|XML declaration|duplicate attribute/i;

function findStrictError(text: string): FeedSyntaxError | undefined {
  const parser = new SaxesParser({ xmlns: true, position: true });
  let found: FeedSyntaxError | undefined;
  parser.on("error", (error) => {
    const detail = error.message.replace(/^\d{1,10}:\d{1,10}:\s?/, "");
    if (repaired.test(detail)) return;
    found = { code: "syntax", line: parser.line, column: Math.max(1, parser.column), detail };
    throw new FirstError();
  });
  try {
    parser.write(text).close();
  } catch (error) {
    if (!(error instanceof FirstError)) throw error;
  }
  return found;
}
