import { createTranslator, type MessageKeys, type NestedKeyOf, type TranslationValues } from "use-intl/core";
import { boundedMemo } from "#lib/bounded-memo.ts";
import { elideBefore } from "#lib/french-elision.ts";
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

/**
 * Creates a translator for these messages. It loads no catalogue, so that browser scripts can use it. A message without
 * values is formatted only once, because a page has a hundred of them, and one with numbers only once for each number.
 */
export function createSiteTranslator(locale: Locale, messages: Messages): Translator {
  const icu = createTranslator<Messages>({ locale, messages });
  const elide = (text: string, values?: TranslationValues) =>
    locale === "fr" && values ? elideBefore(text, Object.values(values)) : text;
  const format = Object.assign(
    (...[key, values, ...more]: Parameters<PlainTranslator>) => elide(icu(key, values, ...more), values),
    { rich: icu.rich, markup: icu.markup, raw: icu.raw, has: icu.has },
  );
  const t: PlainTranslator = Object.assign(formatOnce(format, format.has), {
    rich: format.rich,
    markup: format.markup,
    raw: format.raw,
    has: format.has,
  });
  const typesetLocale = (text: string) => (locale === "fr" ? typesetFrench(text) : text);
  const typeset: Translator["typeset"] = formatOnce(
    (key: MessageKey, values?: TranslationValues) => typesetLocale(format(key, values)),
    format.has,
  );
  const typesetAround: Translator["typesetAround"] = (key, values) =>
    elide(
      interpolate(typeset(key, Object.fromEntries(Object.keys(values).map((name) => [name, `{${name}}`]))), values),
      values,
    );
  return Object.assign(t, { typeset, typesetAround });
}

type Format = (
  key: MessageKey,
  ...more: Parameters<PlainTranslator> extends [unknown, ...infer More] ? More : never
) => string;

/**
 * Keeps what `format` returns for messages of the catalogue that are requested without values, or with numbers only:
 * formatting a plural takes 20 µs.
 */
function formatOnce(format: Format, isMessage: (key: MessageKey) => boolean): Format {
  const known = new Map<MessageKey, string>();
  const withNumbers = boundedMemo<string>(1_000);
  return (key, ...more) => {
    const [values] = more;
    if (values && more.length === 1 && Object.values(values).every((value) => typeof value === "number"))
      return withNumbers(`${key} ${JSON.stringify(values)}`, () => format(key, ...more));
    if (more.some((value) => value !== undefined)) return format(key, ...more);
    const text = known.get(key) ?? format(key);
    if (!known.has(key) && isMessage(key)) known.set(key, text);
    return text;
  };
}
