import type { Settings } from "#features/settings/schema.ts";
import type { Locale } from "#i18n/translator.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { createTheme, type LetterTheme, type ThemeSettings } from "./theme.ts";

/** A link; the address is absolute. */
export interface LetterLink {
  label: string;
  href: string;
}

/** A picture; the address is absolute. Width and height (px) are those at which it is shown, at most `maxPictureWidth`. */
export interface LetterPicture {
  src: string;
  /** Empty for a picture that adds nothing to the text beside it. */
  alt: string;
  width: number;
  height: number;
}

/** The width (px) of the text column, which a picture may fill. */
export const maxPictureWidth = 552;

/** A part of a text: plain, strong, emphasised or linked. */
export interface LetterTextPart {
  text: string;
  href?: string;
  strong?: boolean;
  emphasis?: boolean;
}

/** Untrusted plain text, or parts of it with links. Markup in it is shown as typed. */
export type LetterText = string | readonly LetterTextPart[];

export type LetterBlock =
  | { kind: "text"; text: LetterText; soft?: boolean }
  | { kind: "heading"; text: string }
  /** Sanitized HTML: paragraphs, lists, quotations, emphasis, code and links with absolute addresses. */
  | { kind: "html"; html: string }
  | { kind: "quote"; text: string; source?: LetterLink }
  | { kind: "picture"; picture: LetterPicture; caption?: string; href?: string }
  | { kind: "links"; links: readonly LetterLink[] }
  | {
      kind: "story";
      title: string;
      href: string;
      /** One line above the title, as the category. */
      kicker?: string;
      excerpt?: string;
      /** One line below the excerpt, as the date and the number of comments. */
      meta?: string;
      picture?: LetterPicture;
      /** The picture is large, above the title, and the title too; otherwise the picture is small, beside it. */
      isLead?: boolean;
    }
  | { kind: "rule" };

export interface LetterContent {
  subject: string;
  /** Of which day or month the mail is, beside the site's name. */
  dateline?: string;
  /** The page of the site with the same content. */
  online?: LetterLink;
  /** A word above the heading, as "Alert". */
  kicker?: string;
  /** The words that mail programs show after the subject; the first text by default. */
  preheader?: string;
  /** The heading, if it is not the subject. */
  title?: string;
  /** As `greeting` writes it. */
  greeting: string;
  blocks: readonly LetterBlock[];
  /** The language of the blocks, if it is not the recipient's. */
  blocksLocale?: Locale;
  button?: LetterLink;
  /** Below the button: how long the link is valid, and what to do if one did not request it. */
  notes?: readonly string[];
  /** Why the recipient gets this mail. */
  reason: string;
  /** How to get no more of them: links, or a sentence in a mail that is sent only on request. */
  stop: string | readonly LetterLink[];
}

/** The site in whose name a mail is sent. */
export interface LetterSite {
  name: string;
  /** The address of the home page. */
  home: string;
  /** The addresses of the logo; undefined: the name is shown. */
  logo: { light: string; dark: string | undefined } | undefined;
  locale: Locale;
  theme: LetterTheme;
}

/** A mail without its recipient. */
export interface RenderedLetter {
  subject: string;
  text: string;
  html: string;
}

/** The settings that mails depend on. */
export type LetterSettings = Pick<Settings, "site.name" | "look.logo" | "look.logoDark"> & ThemeSettings;

/** The width (px) in which the logo is loaded: mail programs show it much smaller. */
const logoWidth = 480;

/** The site as its settings describe it. */
export function createLetterSite(settings: LetterSettings, locale: Locale): LetterSite {
  const { "look.logo": logo, "look.logoDark": logoDark } = settings;
  // PNG: Outlook shows no WebP, and a logo may be transparent.
  const src = (id: string) => absoluteUrl(mediaSrc(id, logoWidth, "png"));
  return {
    name: settings["site.name"],
    home: absoluteUrl("/"),
    logo: logo === "" ? undefined : { light: src(logo), dark: logoDark === "" ? undefined : src(logoDark) },
    locale,
    theme: createTheme(settings),
  };
}
