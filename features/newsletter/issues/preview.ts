import { darkQuery } from "#features/mail/letter/theme.ts";
import { issueEditorPath } from "./rules.ts";

export const previewWidths = ["phone", "desktop"] as const;
export const previewSchemes = ["light", "dark", "text"] as const;

/** How an issue's mail is previewed. */
export interface MailPreviewOptions {
  width: (typeof previewWidths)[number];
  scheme: (typeof previewSchemes)[number];
  /** The topics of the subscriber; empty: all. */
  topicIds: number[];
}

export const previewPath = (issueId: number) => `${issueEditorPath(issueId)}/preview`;

/** An issue has at most 20 topics. */
const maxTopicChoices = 20;

/** Reads the options of an address. Invalid values are ignored. */
export function readMailPreviewOptions(query: Record<string, string | string[] | undefined>): MailPreviewOptions {
  return {
    width: previewWidths.find((width) => width === query.width) ?? "phone",
    scheme: previewSchemes.find((scheme) => scheme === query.scheme) ?? "light",
    topicIds: [query.topic ?? []]
      .flat()
      .slice(0, maxTopicChoices)
      .filter((text) => /^[1-9]\d{0,14}$/.test(text))
      .map(Number),
  };
}

/** The query of an address with these options. */
export function previewQuery({ width, scheme, topicIds }: MailPreviewOptions): string {
  return new URLSearchParams([
    ["width", width],
    ["scheme", scheme],
    ...topicIds.map((id) => ["topic", String(id)]),
  ]).toString();
}

/**
 * Shows a mail's HTML in one colour scheme whatever the browser prefers, with links that open in a new tab: the frame is not the place for
 * them.
 */
export function forceScheme(html: string, scheme: "light" | "dark"): string {
  const query = scheme === "dark" ? "all" : "not all";
  return html
    .replaceAll(`@media ${darkQuery}`, `@media ${query}`)
    .replaceAll(`media="${darkQuery}"`, `media="${query}"`)
    .replace(":root{color-scheme:light dark", `:root{color-scheme:${scheme}`)
    .replace("<head>", '<head><base target="_blank">');
}
