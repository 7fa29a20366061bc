import { translator } from "#i18n/translator.ts";
import { chooseSourceNameForm, type SourceNameForm } from "./rules.ts";

/** A part of the sentence that credits a source: one of its two links, or the text around them. */
export type AttributionPart = { kind: "title" | "source" } | { kind: "text"; text: string };

/** Splits the sentence that credits a source, its own (`sources.attribution`) or the site's, into its parts. */
export function listAttributionParts({ attribution, name }: { attribution: string; name: string }): AttributionPart[] {
  const sentence = attribution.includes("{source}") ? attribution : defaultAttribution(chooseSourceNameForm(name));
  return sentence.split(/(\{title\}|\{source\})/).flatMap((text): AttributionPart[] => {
    if (text === "{title}" || text === "{source}") return [{ kind: text === "{title}" ? "title" : "source" }];
    return text === "" ? [] : [{ kind: "text", text }];
  });
}

/** The site's default sentence that credits a source, with the placeholders `{title}` and `{source}`. */
export function defaultAttribution(form: SourceNameForm): string {
  const plain = (chunks: string) => chunks;
  const placeholders = { form, title: "{title}", name: "{source}", article: plain, source: plain };
  return translator().markup("articles.sourceLine", placeholders);
}
