import { translator } from "#i18n/translator.ts";

/** The site's own sentence of credit, with the placeholders that an attribution has. */
export function defaultAttribution(): string {
  const plain = (chunks: string) => chunks;
  return translator().markup("articles.sourceLine", {
    title: "{title}",
    name: "{source}",
    article: plain,
    source: plain,
  });
}
