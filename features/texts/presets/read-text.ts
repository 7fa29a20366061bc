import type { Root } from "hast";
import type { Settings } from "#features/settings/schema.ts";
import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import { readMarkdown } from "#lib/markdown.ts";
import { legalPreset } from "./legal.ts";
import { privacyPreset } from "./privacy.ts";

/** The pages whose whole text an administrator writes, in Markdown. */
export type TextPage = "privacy" | "legal";

type Texts = Pick<Settings, "site.name" | `pages.${TextPage}`>;

const presets = { privacy: privacyPreset, legal: legalPreset };

/** A page's title and body: the site's own text, or ours until there is one. Safe whatever was typed. */
export function readText(
  page: TextPage,
  settings: Texts,
  locale: Locale = siteLocale(),
): { title: string; body: Root } {
  const own = settings[`pages.${page}`].trim();
  const { title, body } = readMarkdown(own === "" ? presets[page][locale](settings["site.name"]) : own);
  return { title: title || translator(locale)(`texts.${page}.title`), body };
}
