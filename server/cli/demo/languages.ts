import { type Locale, siteLocale } from "#i18n/translator.ts";
import type { DemoContent } from "./content.ts";
import { english } from "./en/content.ts";
import { french } from "./fr/content.ts";

/** The demo content in each language. */
export const demoContents: Record<Locale, DemoContent> = { fr: french, en: english };

/** The demo content in the site's language. */
export const demoContent = (): DemoContent => demoContents[siteLocale()];
