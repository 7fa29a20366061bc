import { layOut } from "#features/members/mail/layout.ts";
import type { Locale, Translator } from "#i18n/translator.ts";
import { contestMonths, type Ground, type NoticeOutcome } from "./rules.ts";

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
  /** The sender's; may be empty. */
  name: string;
  ground: Ground;
  outcome: NoticeOutcome;
  reasons: string;
  /** When the notice came, in words. */
  day: string;
}

/** The receipt of a notice (Digital Services Act, art. 16(4)), or what was decided and how to contest it (art. 16(5)). */
export function writeNoticeLetter(letter: "receipt" | "outcome", context: NoticeLetter) {
  const { t, locale, site, home, link, content, reference, name, ground, outcome, reasons, day } = context;
  const about = t("noticeMails.about", { reference, day, content, ground: t(`notices.grounds.${ground}`) });
  const paragraphs =
    letter === "receipt"
      ? [t("noticeMails.receipt.text", { site, reference }), about, t("noticeMails.receipt.next")]
      : [t(`noticeMails.outcome.${outcome}`, { site, reference }), about, t("noticeMails.outcome.reasons"), reasons];
  const notes =
    letter === "receipt"
      ? [t("noticeMails.receipt.note")]
      : [
          t("noticeMails.outcome.human"),
          t("noticeMails.outcome.contest", { months: contestMonths }),
          t("noticeMails.outcome.redress"),
        ];
  return layOut(
    {
      subject: t(`noticeMails.${letter}.subject`, { site, reference }),
      paragraphs: [name ? t("accountMails.hello", { name }) : t("noticeMails.hello"), ...paragraphs],
      button: { label: t("noticeMails.button"), href: link },
      notes,
    },
    { name: site, home, locale },
  );
}
