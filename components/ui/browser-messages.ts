import type { BrowserMessages } from "#i18n/browser-messages.ts";

/** Cached, because global-error.tsx replaces the document and its `lang`. */
let language: string | undefined;

/** Returns the page's language. */
export function browserLanguage(): string {
  language ??= typeof document === "undefined" ? "fr" : document.documentElement.lang;
  return language;
}

/** Returns the messages that the browser shows without the server, in the page's language. */
export function browserMessages(): BrowserMessages {
  // Set by next.config.ts.
  const all: Record<string, BrowserMessages> = JSON.parse(process.env.BROWSER_SENTENCES ?? "{}");
  const messages = all[browserLanguage()] ?? all.fr;
  if (!messages) throw new Error("The build put no sentences into the scripts.");
  return messages;
}
