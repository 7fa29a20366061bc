import { listAttributionParts } from "#features/articles/attribution.ts";

/** The site's own sentence that credits a source, with the placeholders that an attribution has. */
export function defaultAttribution(): string {
  return listAttributionParts({ attribution: "" })
    .map((part) => (part.kind === "text" ? part.text : `{${part.kind}}`))
    .join("");
}
