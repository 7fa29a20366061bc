import type { Locale, Translator } from "#i18n/translator.ts";
import type { TokenKind } from "../tokens.ts";
import { greeting, renderMail } from "./layout.ts";

export interface SignInMailContext {
  t: Translator;
  locale: Locale;
  site: string;
  home: string;
  /** The member's name once the address is confirmed; else empty, because someone else may have registered it. */
  name: string;
  link: string;
}

export const signInMailTemplateNames = ["registration", "confirm", "known", "magic", "reset"] as const;
/** Requests ask for `confirm`; its mail uses the template `registration`. */
export type SignInMailTemplate = (typeof signInMailTemplateNames)[number];

interface TemplateDefinition {
  /** The page that the link opens. Its button makes the change; opening the page does not. */
  path: string;
  token?: TokenKind;
  render(context: SignInMailContext): { subject: string; text: string; html: string };
}

const registration: TemplateDefinition = { path: "/confirm", token: "confirm", render: createRenderer("registration") };

export const signInMailTemplates: Record<SignInMailTemplate, TemplateDefinition> = {
  registration,
  confirm: registration,
  known: { path: "/login", render: createRenderer("known") },
  magic: { path: "/login/link", token: "magic", render: createRenderer("magic") },
  reset: { path: "/login/password", token: "reset", render: createRenderer("reset") },
};

function createRenderer(template: Exclude<SignInMailTemplate, "confirm">) {
  return ({ t, locale, site, home, name, link }: SignInMailContext) => {
    const values = { site };
    return renderMail(
      {
        subject: t(`mails.account.${template}.subject`, values),
        paragraphs: [greeting(t, name), t(`mails.account.${template}.text`, values)],
        button: { label: t(`mails.account.${template}.button`), href: link },
        notes: [t(`mails.account.${template}.note`, values)],
      },
      { name: site, home, locale },
    );
  };
}
