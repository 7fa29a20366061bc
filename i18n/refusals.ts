import { type AbstractIntlMessages, createTranslator } from "use-intl/core";
import type { Result } from "#lib/result.ts";
import en from "./en.json" with { type: "json" };
import fr from "./fr.json" with { type: "json" };
import { type Locale, siteLocale } from "./translator.ts";

const errors: Record<Locale, AbstractIntlMessages> = { fr: fr.errors, en: en.errors };

/**
 * The sentences of a refusal in the given language: one per wrong field, else the code's own (`errors.CODE`).
 * A code without a sentence comes back as it is; the test of the code base finds such a one.
 */
export function refusalSentences(
  refusal: Extract<Result<unknown>, { ok: false }>,
  locale: Locale = siteLocale(),
): string[] {
  const fields = Object.values(refusal.fields ?? {});
  return (fields.length > 0 ? fields : [refusal.code]).map((code) => {
    const message = messageAt(errors[locale], code);
    if (message === undefined) return code;
    // The key is known only now, so the typed translator of the site cannot take it.
    return createTranslator<{ sentence: string }>({ locale, messages: { sentence: message } })(
      "sentence",
      refusal.values,
    );
  });
}

function messageAt(messages: AbstractIntlMessages, code: string): string | undefined {
  let at: AbstractIntlMessages | string | undefined = messages;
  for (const part of code.split(".")) at = typeof at === "object" ? at[part] : undefined;
  return typeof at === "string" ? at : undefined;
}
