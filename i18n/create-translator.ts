import { createTranslator, type MessageKeys, type NestedKeyOf, type TranslationValues } from "use-intl/core";
import { typesetFrench } from "#lib/french-typography.ts";
import { interpolate } from "#lib/interpolate.ts";

export const locales = ["fr", "en"] as const;
export type Locale = (typeof locales)[number];
export type Messages = typeof import("./fr.json");

type PlainTranslator = ReturnType<typeof createTranslator<Messages>>;

/** The key of a message in the catalogues, `comments.count`. */
export type MessageKey = MessageKeys<Messages, NestedKeyOf<Messages>>;

export type Translator = PlainTranslator & {
  /** Formats the message with its values, in the typography of its language. */
  typeset: (key: MessageKey, values?: TranslationValues) => string;
  /** The same with unchanged values: names, whose spelling is up to their owners. */
  typesetAround: (key: MessageKey, values: Record<string, string>) => string;
};

/** Creates a translator for these messages. It loads no catalogue, so that browser scripts can use it. */
export function createSiteTranslator(locale: Locale, messages: Messages): Translator {
  const t = createTranslator<Messages>({ locale, messages });
  const typeset: Translator["typeset"] = (key, values) =>
    locale === "fr" ? typesetFrench(t(key, values)) : t(key, values);
  const typesetAround: Translator["typesetAround"] = (key, values) =>
    interpolate(typeset(key, Object.fromEntries(Object.keys(values).map((name) => [name, `{${name}}`]))), values);
  return Object.assign(t, { typeset, typesetAround });
}
