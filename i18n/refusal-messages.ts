import { type AbstractIntlMessages, createTranslator } from "use-intl/core";
import type { Refusal } from "#lib/result.ts";
import en from "./en.json" with { type: "json" };
import fr from "./fr.json" with { type: "json" };
import { type Locale, siteLocale } from "./translator.ts";

const errors: Record<Locale, AbstractIntlMessages> = { fr: fr.errors, en: en.errors };

/** All that a refusal has to say, in the given language: a sentence per wrong field, else its own. */
export function refusalMessages(refusal: Refusal, locale: Locale = siteLocale()): string[] {
  const fields = Object.values(fieldMessages(refusal, locale));
  return fields.length > 0 ? fields : [refusalMessage(refusal, locale)];
}

/** The refusal's own sentence (`errors.CODE`). A code without one comes back as it is; the test of the code base finds it. */
export function refusalMessage(refusal: Refusal, locale: Locale = siteLocale()): string {
  return formatMessage(refusal.code, refusal.values, locale);
}

/** The sentence beside each wrong field. */
export function fieldMessages(refusal: Refusal, locale: Locale = siteLocale()): Record<string, string> {
  const fields = Object.entries(refusal.fields ?? {});
  return Object.fromEntries(fields.map(([name, code]) => [name, formatMessage(code, refusal.values, locale)]));
}

function formatMessage(code: string, values: Refusal["values"], locale: Locale): string {
  const message = messageAt(errors[locale], code);
  if (message === undefined) return code;
  // The key is known only now, so the typed translator of the site cannot take it.
  return createTranslator<{ sentence: string }>({ locale, messages: { sentence: message } })("sentence", values);
}

function messageAt(messages: AbstractIntlMessages, code: string): string | undefined {
  let at: AbstractIntlMessages | string | undefined = messages;
  for (const part of code.split(".")) at = typeof at === "object" ? at[part] : undefined;
  return typeof at === "string" ? at : undefined;
}
