import { createExcerpt } from "#features/comments/rules.ts";
import { greeting } from "#features/mail/greeting.ts";
import type { LetterBlock, LetterContent, LetterText } from "#features/mail/letter/letter.ts";
import type { MailRecipient } from "#features/members/queries.ts";
import { roundWait } from "#features/transparency/report/rules.ts";
import { type Translator, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { formatNumber } from "#lib/numbers.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { insideQuotes } from "#lib/typography.ts";
import type { DigestComment, DigestFigures, DigestWeek, GroupFigures, WaitFigures } from "../rules.ts";

interface Writing {
  to: MailRecipient;
  site: string;
  zone: string;
  now: Date;
  /** The link that stops these mails without signing in. */
  stop: string;
}

/**
 * Writes the digest of a week: figures, links into the queue, and the texts of the best visible comments. It has no
 * text of any other comment and no member's address.
 */
export function writeDigest(figures: DigestFigures, week: DigestWeek, writing: Writing): LetterContent {
  const { to, site, zone, now, stop } = writing;
  const { locale } = to;
  const t = translator(locale);
  const day = (date: Date) => formatDate(date, { locale, zone, style: "day" });
  const lastDay = new Date(week.to.getTime() - 12 * 3_600_000);
  const list = { t, now };
  return {
    subject: t.typeset("moderationDigest.subject", { site, count: figures.received.all }),
    dateline: t.typeset("moderationDigest.dateline", { from: day(week.from), to: day(lastDay) }),
    greeting: greeting(t, to.name),
    blocks: [
      { kind: "text", text: writeReceived(figures, t, locale) },
      ...waitBlocks(figures, t),
      ...longestBlocks(figures, list),
      ...reportedBlocks(figures, t),
      ...decisionBlocks(figures, t),
      ...bestBlocks(figures, t),
    ],
    button: { label: t("moderationDigest.button"), href: absoluteUrl("/admin/moderation") },
    reason: t.typeset("moderationDigest.reason", { site }),
    stop: [
      { label: t("moderationDigest.stop"), href: stop },
      { label: t("notificationMails.settings"), href: absoluteUrl("/account/notifications") },
    ],
  };
}

const text = (content: LetterText): LetterBlock => ({ kind: "text", text: content });
const heading = (content: string): LetterBlock => ({ kind: "heading", text: content });
/** The comment alone in the queue, where it can be decided on, whatever became of it. */
const inQueue = (id: number) => absoluteUrl(`/admin/moderation?comment=${id}`);

function writeReceived({ received, held }: DigestFigures, t: Translator, locale: MailRecipient["locale"]): LetterText {
  const shown = formatNumber(received.all, { locale });
  return [
    { text: t.typeset("moderationDigest.received", { count: received.all, shown }), strong: true },
    {
      text: ` ${t.typeset("moderationDigest.outcomes", {
        published: received.published,
        refused: received.refused,
        waiting: received.waiting,
        held,
      })}`,
    },
  ];
}

const formatSeconds = (t: Translator, seconds: number) => {
  const { value, unit } = roundWait(seconds);
  return t(`transparency.wait.${unit}`, { value });
};

function waitBlocks({ waits }: DigestFigures, t: Translator): LetterBlock[] {
  const { week, before } = waits;
  if (week.median === null || week.p90 === null) return [];
  const values = ({ median, p90 }: WaitFigures) => ({
    median: formatSeconds(t, median ?? 0),
    p90: formatSeconds(t, p90 ?? 0),
  });
  return [
    heading(t("moderationDigest.waits.title")),
    text(t.typeset("moderationDigest.waits.week", values(week))),
    ...(before.median === null ? [] : [text(t.typeset("moderationDigest.waits.before", values(before)))]),
  ];
}

const linkTo = ({ id, article }: DigestComment, label: string) => ({
  label: `${label} – ${article}`,
  href: inQueue(id),
});

function longestBlocks({ longest }: DigestFigures, { t, now }: { t: Translator; now: Date }): LetterBlock[] {
  if (longest.length === 0) return [];
  return [
    heading(t("moderationDigest.waiting")),
    {
      kind: "links",
      links: longest.map((comment) =>
        linkTo(comment, formatSeconds(t, Math.max(0, (now.getTime() - comment.since.getTime()) / 1_000))),
      ),
    },
  ];
}

function reportedBlocks({ reported }: DigestFigures, t: Translator): LetterBlock[] {
  if (reported.length === 0) return [];
  return [
    heading(t("moderationDigest.reported.title")),
    {
      kind: "links",
      links: reported.map((comment) =>
        linkTo(
          comment,
          t.typeset("moderationDigest.reported.entry", { count: comment.reports, status: comment.status }),
        ),
      ),
    },
  ];
}

function decisionBlocks({ decisions, undone, overturned, groups }: DigestFigures, t: Translator): LetterBlock[] {
  const all = decisions.byPeople + decisions.byRules;
  if (all + undone + overturned + groups.length === 0) return [];
  return [
    heading(t("moderationDigest.decisions.title")),
    text(
      t.typeset("moderationDigest.decisions.all", {
        count: all,
        rules: decisions.byRules,
        percent: all === 0 ? 0 : Math.round((100 * decisions.byRules) / all),
      }),
    ),
    ...(undone + overturned > 0
      ? [text(t.typeset("moderationDigest.decisions.reverted", { undone, overturned }))]
      : []),
    ...groups.map((figures) => text(writeGroup(figures, t))),
  ];
}

/** What a group of phases caught, and in how many of the decided cases moderators agreed. */
function writeGroup({ group, caught, agreed, disagreed }: GroupFigures, t: Translator): LetterText {
  const decided = agreed + disagreed;
  return [
    { text: t.typeset(`moderationDigest.groups.${group}`), strong: true },
    {
      text: ` ${t.typeset("moderationDigest.caught", {
        count: caught,
        agreed,
        decided,
        percent: decided === 0 ? 0 : Math.round((100 * agreed) / decided),
      })}`,
    },
  ];
}

function bestBlocks({ best }: DigestFigures, t: Translator): LetterBlock[] {
  if (best.length === 0) return [];
  return [
    heading(t("moderationDigest.best.title")),
    ...best.flatMap(({ id, article, author, html, reactions, featured }): LetterBlock[] => [
      {
        kind: "quote",
        text: createExcerpt(toText(parseHtml(html))),
        source: {
          label: t.typeset("moderationDigest.best.source", {
            name: author || t("comments.anonymous"),
            title: insideQuotes(article),
          }),
          href: absoluteUrl(`/comments/${id}`),
        },
      },
      featured
        ? { kind: "text", text: t.typeset("moderationDigest.best.featured"), soft: true }
        : {
            kind: "links",
            links: [{ label: t.typeset("moderationDigest.best.feature", { count: reactions }), href: inQueue(id) }],
          },
    ]),
  ];
}
