import type { Locale, Translator } from "#i18n/translator.ts";
import type { TokenKind } from "../sign-in/tokens.ts";
import { greeting, layOut } from "./layout.ts";

export interface LetterContext {
  t: Translator;
  locale: Locale;
  site: string;
  home: string;
  /** The member's, once the address is confirmed; else empty: it is the text of whoever registered. */
  name: string;
  link: string;
}

const names = ["registration", "confirm", "known", "magic", "reset"] as const;
/** `confirm` is asked for; it is written as `registration`. */
export type Letter = (typeof names)[number];

interface Kind {
  /** The page behind the link; its button changes something, opening it does not. */
  path: string;
  token?: TokenKind;
  write(context: LetterContext): { subject: string; text: string; html: string };
}

const registration: Kind = { path: "/confirm", token: "confirm", write: writer("registration") };

export const letters: Record<Letter, Kind> = {
  registration,
  confirm: registration,
  known: { path: "/login", write: writer("known") },
  magic: { path: "/login/link", token: "magic", write: writer("magic") },
  reset: { path: "/login/password", token: "reset", write: writer("reset") },
};

function writer(letter: Exclude<Letter, "confirm">) {
  return ({ t, locale, site, home, name, link }: LetterContext) => {
    const values = { site };
    return layOut(
      {
        subject: t(`accountMails.${letter}.subject`, values),
        paragraphs: [greeting(t, name), t(`accountMails.${letter}.text`, values)],
        button: { label: t(`accountMails.${letter}.button`), href: link },
        notes: [t(`accountMails.${letter}.note`, values)],
      },
      { name: site, home, locale },
    );
  };
}
