import { translator } from "#i18n/translator.ts";

/** A part of the sentence that credits a source: one of its two links, or the text around them. */
export type AttributionPart = { kind: "title" | "source" } | { kind: "text"; text: string };

/** Splits the sentence that credits a source, its own (`sources.attribution`) or the site's, into its parts. */
export function listAttributionParts({ attribution }: { attribution: string }): AttributionPart[] {
  const sentence = attribution.includes("{source}") ? attribution : defaultSentence();
  return sentence.split(/(\{title\}|\{source\})/).flatMap((text): AttributionPart[] => {
    if (text === "{title}" || text === "{source}") return [{ kind: text === "{title}" ? "title" : "source" }];
    return text === "" ? [] : [{ kind: "text", text }];
  });
}

function defaultSentence(): string {
  const plain = (chunks: string) => chunks;
  const placeholders = { title: "{title}", name: "{source}", article: plain, source: plain };
  return translator().markup("articles.sourceLine", placeholders);
}
