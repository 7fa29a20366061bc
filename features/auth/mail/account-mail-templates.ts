import type { Locale, Translator } from "#i18n/translator.ts";
import { greeting, renderMail } from "./layout.ts";

const paths = {
  /** To the member: the password is another one now. */
  passwordChanged: "/login/password",
  /** To the present address: somebody wants another one. */
  addressAsked: "/account/security",
  /** To the new address: the button behind its link makes the change. */
  addressConfirm: "/account/mail/confirm",
  /** To the new address, if it has an account of its own: nothing changes. */
  addressTaken: "/login",
  /** To the former address: it no longer opens the account. */
  addressChanged: "/legal",
  /** To the member: the account goes in some days unless it is cancelled. */
  deletionAsked: "/account/data",
  /** To the address that was the member's: all is gone. */
  deletionDone: "/",
  /** To the member: one more way in, or one fewer. */
  passkeyAdded: "/account/security",
  passkeyRemoved: "/account/security",
  /** To the member: the second step is in force, or no longer. */
  appAdded: "/account/security",
  appRemoved: "/account/security",
  /** To the member: somebody signed in with a recovery code. */
  recoveryUsed: "/account/security",
  recoveryRenewed: "/account/security",
} as const;

/** What an account writes to its owner about a change. */
export type AccountMailTemplate = keyof typeof paths;

export const accountMailTemplates = Object.keys(paths).filter((name): name is AccountMailTemplate => name in paths);

/** The page that the letter's button leads to. */
export const accountMailPath = (letter: AccountMailTemplate): string => paths[letter];

interface AccountMailContext {
  t: Translator;
  locale: Locale;
  site: string;
  home: string;
  /** Empty in a letter to an address that is not the account's. */
  name: string;
  link: string;
  /** The new address, where it is about one. */
  address: string;
  /** The day, in words, where it is about one. */
  day: string;
  /** The passkey's name, where it is about one. */
  passkey: string;
  /** Recovery codes that are left, where it is about them. */
  left: number;
}

export function renderAccountMail(letter: AccountMailTemplate, context: AccountMailContext) {
  const { t, locale, site, home, name, link, address, day, passkey, left } = context;
  return renderMail(
    {
      subject: t(`mails.account.${letter}.subject`, { site }),
      paragraphs: [greeting(t, name), t(`mails.account.${letter}.text`, { site, address, day, passkey, left })],
      button: { label: t(`mails.account.${letter}.button`), href: link },
      notes: [t(`mails.account.${letter}.note`)],
    },
    { name: site, home, locale },
  );
}
