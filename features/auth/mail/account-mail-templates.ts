import { greeting } from "#features/mail/greeting.ts";
import type { LetterSite, RenderedLetter } from "#features/mail/letter/letter.ts";
import { renderLetter } from "#features/mail/letter/render-letter.ts";
import type { Translator } from "#i18n/translator.ts";
import { absoluteUrl } from "#lib/site-address.ts";

const paths = {
  /** To the member: the password was changed. */
  passwordChanged: "/login/password",
  /** To the present address: a change was requested. */
  addressAsked: "/account/security",
  /** To the new address: the button behind its link makes the change. */
  addressConfirm: "/account/mail/confirm",
  /** To the new address, if it already has an account: nothing changes. */
  addressTaken: "/login",
  /** To the former address: it no longer signs in to the account. */
  addressChanged: "/legal",
  /** To the member: the account will be deleted unless the member cancels. */
  deletionAsked: "/account/data",
  /** To the deleted member's address: the deletion is done. */
  deletionDone: "/",
  /** To the member: a passkey was added or removed. */
  passkeyAdded: "/account/security",
  passkeyRemoved: "/account/security",
  /** To the member: the second step was enabled or disabled. */
  appAdded: "/account/security",
  appRemoved: "/account/security",
  /** To the member: a recovery code was used to sign in. */
  recoveryUsed: "/account/security",
  recoveryRenewed: "/account/security",
} as const;

/** The templates of mails to a member about a change of the account. */
export type AccountMailTemplate = keyof typeof paths;

export const accountMailTemplates = Object.keys(paths).filter((name): name is AccountMailTemplate => name in paths);

/** Returns the page that the mail's button leads to. */
export const accountMailPath = (template: AccountMailTemplate): string => paths[template];

interface AccountMailContext {
  t: Translator;
  site: LetterSite;
  /** Empty in a mail to an address that is not the account's. */
  name: string;
  link: string;
  /** The new address, if the mail is about one. */
  address: string;
  /** The formatted day, if the mail is about one. */
  day: string;
  /** The passkey's name, if the mail is about one. */
  passkey: string;
  /** The number of remaining recovery codes, if the mail is about them. */
  left: number;
}

export function renderAccountMail(template: AccountMailTemplate, context: AccountMailContext): RenderedLetter {
  const { t, name, link, address, day, passkey, left } = context;
  const site = context.site.name;
  return renderLetter(
    {
      subject: t(`mails.account.${template}.subject`, { site }),
      greeting: greeting(t, name),
      blocks: [{ kind: "text", text: t(`mails.account.${template}.text`, { site, address, day, passkey, left }) }],
      button: { label: t(`mails.account.${template}.button`), href: link },
      notes: [t(`mails.account.${template}.note`)],
      ...reasonAndStop(template, t, site),
    },
    context.site,
  );
}

/** To an address that is not, or no longer, an account's: it can stop nothing in an account. */
const toOtherAddresses = ["addressConfirm", "addressTaken", "addressChanged", "deletionDone"] as const;

function reasonAndStop(template: AccountMailTemplate, t: Translator, site: string) {
  const other = toOtherAddresses.find((known) => known === template);
  if (other) return { reason: t(`mails.account.${other}.reason`, { site }), stop: t(`mails.account.${other}.stop`) };
  return {
    reason: t("mails.reasons.account", { site }),
    stop: [{ label: t("mails.stops.account"), href: absoluteUrl("/account/data") }],
  };
}
