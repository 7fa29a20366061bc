import type { NoticeOutcome } from "#db/schema/dsa-notices.ts";
import { renderMail } from "#features/auth/mail/layout.ts";
import type { Locale, Translator } from "#i18n/translator.ts";
import { contestMonths, type NoticeGround } from "./rules.ts";

interface NoticeMail {
  t: Translator;
  locale: Locale;
  site: string;
  home: string;
  /** The URL of the notice's page, with its secret. */
  link: string;
  /** The URL of the content. */
  content: string;
  reference: string;
  ground: NoticeGround;
  outcome: NoticeOutcome;
  reasons: string;
  /** The date of the notice, formatted. */
  day: string;
}

/**
 * Writes a mail to the sender of a notice: the receipt (Digital Services Act, article 16(4)), the decision and how to
 * contest it (article 16(5)), or the reopening. It repeats nothing that the sender typed, not even their name, because
 * the address is unconfirmed.
 */
export function writeNoticeMail(letter: "receipt" | "outcome" | "reopened", context: NoticeMail) {
  const { t, locale, site, home, link, content, reference, ground, outcome, reasons, day } = context;
  const about = t("dsaNoticeMails.about", { reference, day, content, ground: t(`dsaNotices.grounds.${ground}`) });
  const paragraphs = {
    receipt: () => [t("dsaNoticeMails.receipt.text", { site, reference }), about, t("dsaNoticeMails.receipt.next")],
    outcome: () => [
      ...[t(`dsaNoticeMails.outcome.${outcome}`, { site, reference }), about],
      ...[t("dsaNoticeMails.outcome.reasons"), reasons],
    ],
    reopened: () => [t("dsaNoticeMails.reopened.text", { site, reference }), about, t("dsaNoticeMails.reopened.next")],
  }[letter]();
  const notes = {
    receipt: () => [t("dsaNoticeMails.receipt.note")],
    outcome: () => [
      t("dsaNoticeMails.outcome.human"),
      t("dsaNoticeMails.outcome.contest", { months: contestMonths }),
      t("dsaNoticeMails.outcome.redress"),
    ],
    reopened: () => [],
  }[letter]();
  return renderMail(
    {
      subject: t(`dsaNoticeMails.${letter}.subject`, { site, reference }),
      paragraphs: [t("mails.account.helloUnnamed"), ...paragraphs],
      button: { label: t("dsaNoticeMails.button"), href: link },
      notes,
    },
    { name: site, home, locale },
  );
}
