import type { NoticeOutcome } from "#db/schema/dsa-notices.ts";
import { greeting } from "#features/mail/greeting.ts";
import type { LetterBlock, LetterSite, RenderedLetter } from "#features/mail/letter/letter.ts";
import { renderLetter } from "#features/mail/letter/render-letter.ts";
import type { Translator } from "#i18n/translator.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { contestMonths, type NoticeGround } from "./rules.ts";

interface NoticeMail {
  t: Translator;
  site: LetterSite;
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
export function writeNoticeMail(letter: "receipt" | "outcome" | "reopened", context: NoticeMail): RenderedLetter {
  const { t, link, content, reference, ground, outcome, reasons, day } = context;
  const site = context.site.name;
  const about: LetterBlock[] = [
    textBlock(t("dsaNoticeMails.about", { reference, day, ground: t(`dsaNotices.grounds.${ground}`) })),
    { kind: "links", links: [{ label: t("dsaNoticeMails.content"), href: content }] },
  ];
  const blocks: LetterBlock[] = {
    receipt: () => [
      textBlock(t("dsaNoticeMails.receipt.text", { site, reference })),
      ...about,
      textBlock(t("dsaNoticeMails.receipt.next")),
    ],
    outcome: () => [
      textBlock(t(`dsaNoticeMails.outcome.${outcome}`, { site, reference })),
      ...about,
      ...[t("dsaNoticeMails.outcome.reasons"), reasons].map(textBlock),
    ],
    reopened: () => [
      textBlock(t("dsaNoticeMails.reopened.text", { site, reference })),
      ...about,
      textBlock(t("dsaNoticeMails.reopened.next")),
    ],
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
  return renderLetter(
    {
      subject: t(`dsaNoticeMails.${letter}.subject`, { site, reference }),
      greeting: greeting(t, ""),
      blocks,
      button: { label: t("dsaNoticeMails.button"), href: link },
      notes,
      reason: t("mails.reasons.notice", { site }),
      stop: [{ label: t("mails.stops.notice"), href: absoluteUrl("/legal") }],
    },
    context.site,
  );
}

const textBlock = (text: string): LetterBlock => ({ kind: "text", text });
