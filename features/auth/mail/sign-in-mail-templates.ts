import { greeting } from "#features/mail/greeting.ts";
import type { LetterSite, RenderedLetter } from "#features/mail/letter/letter.ts";
import { renderLetter } from "#features/mail/letter/render-letter.ts";
import type { Translator } from "#i18n/translator.ts";
import type { TokenKind } from "../tokens.ts";

export interface SignInMailContext {
  t: Translator;
  site: LetterSite;
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
  render(context: SignInMailContext): RenderedLetter;
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
  return ({ t, site, name, link }: SignInMailContext) => {
    const values = { site: site.name };
    return renderLetter(
      {
        subject: t(`mails.account.${template}.subject`, values),
        greeting: greeting(t, name),
        blocks: [{ kind: "text", text: t(`mails.account.${template}.text`, values) }],
        button: { label: t(`mails.account.${template}.button`), href: link },
        notes: [t(`mails.account.${template}.note`, values)],
        reason: t(`mails.account.${template}.reason`, values),
        stop: t(`mails.account.${template}.stop`, values),
      },
      site,
    );
  };
}
