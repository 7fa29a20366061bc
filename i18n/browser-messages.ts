import { formFailures } from "#lib/action.ts";
import { typeset } from "#lib/typography.ts";
import { refusalMessage } from "./refusal-messages.ts";
import { type Locale, locales, translator } from "./translator.ts";

const failures = [
  "failures.part",
  "failures.pageHeading",
  "failures.page",
  "failures.outdated",
  "failures.retry",
  "failures.reload",
  "failures.home",
] as const;

/** The messages that the browser shows when the site does not respond or a part of the page fails, by key. */
export type BrowserMessages = Record<(typeof formFailures)[number] | (typeof failures)[number], string>;

/**
 * Returns these messages in both languages, because one build serves either. `next.config.ts` puts them into the
 * scripts: the catalogues stay on the server, and nothing can be fetched at that moment.
 */
export function listBrowserMessages(): Record<Locale, BrowserMessages> {
  const messagesIn = (locale: Locale) => {
    const t = translator(locale);
    const messages: [string, string][] = [
      ...formFailures.map((code): [string, string] => [code, refusalMessage({ ok: false, code }, locale)]),
      ...failures.map((code): [string, string] => [code, t(code)]),
    ];
    return Object.fromEntries(messages.map(([code, message]) => [code, typeset(message, locale)])) as BrowserMessages;
  };
  return Object.fromEntries(locales.map((locale) => [locale, messagesIn(locale)])) as Record<Locale, BrowserMessages>;
}
