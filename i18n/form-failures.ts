import { typeset } from "#lib/typography.ts";
import { refusalSentence } from "./refusals.ts";
import { type Locale, locales } from "./translator.ts";

/** Why a form's call came to nothing: no connection, no answer of the site's own, or a page of an earlier version. */
export const formFailures = ["form.offline", "form.lost", "form.updated"] as const;
export type FormFailure = (typeof formFailures)[number];
export type FailureSentences = Record<FormFailure, string>;

/**
 * What a form says in the browser when the site cannot answer, in both languages: a build serves either. `next.config.ts` puts it into the
 * scripts, because the catalogues stay on the server and nothing can be fetched at that moment.
 */
export function failureSentences(): Record<Locale, FailureSentences> {
  const sentences = (locale: Locale) =>
    Object.fromEntries(
      formFailures.map((code) => [code, typeset(refusalSentence({ ok: false, code }, locale), locale)]),
    ) as FailureSentences;
  return Object.fromEntries(locales.map((locale) => [locale, sentences(locale)])) as Record<Locale, FailureSentences>;
}
