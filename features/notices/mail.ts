import { renderMail } from "#features/members/mail/layout.ts";
import type { Locale, Translator } from "#i18n/translator.ts";
import { contestMonths, type NoticeGround, type NoticeOutcome } from "./rules.ts";

export interface NoticeLetter {
  t: Translator;
  locale: Locale;
  site: string;
  home: string;
  /** The notice's own page, with its secret. */
  link: string;
  /** The content's address. */
  content: string;
  reference: string;
  ground: NoticeGround;
  outcome: NoticeOutcome;
  reasons: string;
  /** When the notice came, in words. */
  day: string;
}

/**
 * The receipt of a notice (Digital Services Act, art. 16(4)), what was decided and how to contest it (art. 16(5)), or that it is open again. Nothing in
 * it is what the sender wrote, their name included: nobody confirmed that the address is theirs.
 */
export function writeNoticeLetter(letter: "receipt" | "outcome" | "again", context: NoticeLetter) {
  const { t, locale, site, home, link, content, reference, ground, outcome, reasons, day } = context;
  const about = t("noticeMails.about", { reference, day, content, ground: t(`notices.grounds.${ground}`) });
  const paragraphs = {
    receipt: () => [t("noticeMails.receipt.text", { site, reference }), about, t("noticeMails.receipt.next")],
    outcome: () => [
      ...[t(`noticeMails.outcome.${outcome}`, { site, reference }), about],
      ...[t("noticeMails.outcome.reasons"), reasons],
    ],
    again: () => [t("noticeMails.again.text", { site, reference }), about, t("noticeMails.again.next")],
  }[letter]();
  const notes = {
    receipt: () => [t("noticeMails.receipt.note")],
    outcome: () => [
      t("noticeMails.outcome.human"),
      t("noticeMails.outcome.contest", { months: contestMonths }),
      t("noticeMails.outcome.redress"),
    ],
    again: () => [],
  }[letter]();
  return renderMail(
    {
      subject: t(`noticeMails.${letter}.subject`, { site, reference }),
      paragraphs: [t("accountMails.helloUnnamed"), ...paragraphs],
      button: { label: t("noticeMails.button"), href: link },
      notes,
    },
    { name: site, home, locale },
  );
}
