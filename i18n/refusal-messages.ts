import { type AbstractIntlMessages, createTranslator } from "use-intl/core";
import type { Refusal } from "#lib/result.ts";
import en from "./en.json" with { type: "json" };
import fr from "./fr.json" with { type: "json" };
import { type Locale, siteLocale } from "./translator.ts";

const errors: Record<Locale, AbstractIntlMessages> = { fr: fr.errors, en: en.errors };

/** All messages of a refusal in the given language: one per wrong field, else its own. */
export function refusalMessages(refusal: Refusal, locale: Locale = siteLocale()): string[] {
  const fields = Object.values(fieldMessages(refusal, locale));
  return fields.length > 0 ? fields : [refusalMessage(refusal, locale)];
}

/** The refusal's own message (`errors.CODE`). A code without one is returned unchanged; a house test finds it. */
export function refusalMessage(refusal: Refusal, locale: Locale = siteLocale()): string {
  return formatMessage(refusal.code, refusal.values, locale);
}

/** The message for each wrong field, by field. */
export function fieldMessages(refusal: Refusal, locale: Locale = siteLocale()): Record<string, string> {
  const fields = Object.entries(refusal.fields ?? {});
  return Object.fromEntries(fields.map(([name, code]) => [name, formatMessage(code, refusal.values, locale)]));
}

function formatMessage(code: string, values: Refusal["values"], locale: Locale): string {
  const message = messageAt(errors[locale], code);
  if (message === undefined) return code;
  // The key is known only at run time, so the site's typed translator cannot take it.
  return createTranslator<{ sentence: string }>({ locale, messages: { sentence: message } })("sentence", values);
}

function messageAt(messages: AbstractIntlMessages, code: string): string | undefined {
  let at: AbstractIntlMessages | string | undefined = messages;
  for (const part of code.split(".")) at = typeof at === "object" ? at[part] : undefined;
  return typeof at === "string" ? at : undefined;
}
