import { createElement } from "react";
import { database } from "#db/client.ts";
import { bodyTree } from "#features/comments/components/comment.tsx";
import { commentAddress, excerptOf } from "#features/comments/rules.ts";
import type { Viewer } from "#features/members/sign-in/sessions.ts";
import { isOneself, mayJudge } from "#features/moderation/policy.ts";
import { standingOf } from "#features/moderation/rules.ts";
import { ItemReports } from "#features/reports/components/item-reports.tsx";
import { mayReadReports } from "#features/reports/policy.ts";
import { listReports } from "#features/reports/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { listRules } from "#features/texts/presets/read-text.ts";
import { refusalSentence } from "#i18n/refusals.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate, isoWithZone } from "#lib/dates.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { renderTree } from "#lib/prose/render.tsx";
import { typeset } from "#lib/typography.ts";
import { makeFinder } from "#lib/words/find-words.ts";
import { markWords } from "../marks.ts";
import { agoText, claimedText, decisionText, written } from "../words.ts";
import { type ItemRow, listItems } from "./queries.ts";
import type { QueueItem } from "./shown.ts";

type Rules = { anchor: string; title: string }[];

/** Comments as the queue shows them, in the order of their ids. */
export async function itemsOf(ids: number[], viewer: Viewer, settings: Settings): Promise<QueueItem[]> {
  const db = database();
  const [rows, reports] = await Promise.all([listItems(db, ids, viewer.id), listReports(db, ids, settings)]);
  const now = new Date();
  const rules = listRules(settings);
  return rows.map((row) => itemOf(row, reports.get(row.id) ?? [], { viewer, settings, rules, now }));
}

interface Around {
  viewer: Viewer;
  settings: Settings;
  rules: Rules;
  now: Date;
}

function itemOf(
  row: ItemRow,
  reports: Parameters<typeof ItemReports>[0]["reports"],
  { viewer, settings, rules, now }: Around,
): QueueItem {
  const t = translator();
  const zone = settings["site.zone"];
  const open = reports.filter(({ outcome }) => outcome === "open").length;
  return {
    id: row.id,
    version: row.version,
    status: row.status,
    featured: row.featured,
    deleted: row.deleted,
    own: isOneself(viewer, row.memberId),
    waits: row.queue !== null,
    author: {
      id: row.memberId,
      name: row.name || t("comments.anonymous"),
      href: row.memberId === null ? null : `/admin/moderation/members/${row.memberId}`,
      badges: badgesOf(row, now),
      mayBan:
        row.memberId !== null &&
        row.memberId !== viewer.id &&
        !row.memberDeleted &&
        row.role !== null &&
        mayJudge(viewer, { role: row.role }),
      version: row.standingVersion,
    },
    article: { id: row.article.id, title: typeset(row.article.title), href: `/articles/${row.article.slug}` },
    at: {
      ago: agoText(row.createdAt, now),
      full: formatDate(row.createdAt, { locale: siteLocale(), zone, style: "long" }),
      iso: isoWithZone(row.createdAt, zone),
    },
    edited: row.editedAt && typeset(t("moderation.queue.edited", { ago: agoText(row.editedAt, now) })),
    body: renderTree(markWords(bodyTree(row.bodyHtml), finderOf(row))),
    parent:
      row.parentId === null || row.parentHtml === null
        ? null
        : {
            by: typeset(t("moderation.queue.answers", { name: row.parentName || t("comments.anonymous") })),
            excerpt: typeset(excerptOf(toText(parseHtml(row.parentHtml)))),
          },
    why: row.verdicts.map((verdict) => whyOf(verdict, rules)),
    reports:
      reports.length > 0 && mayReadReports(viewer, row)
        ? createElement(ItemReports, { reports, hideAt: settings["reports.hideAt"] })
        : null,
    reported: open > 0 ? t("moderation.queue.reported", { count: open }) : null,
    history: row.decisions.map(({ id, undone, createdAt, ...decision }) => ({
      id,
      undone,
      text: decisionText({ ...decision, ago: agoText(createdAt, now) }, rules),
    })),
    claimed: claimedText(row.claims.map(({ name }) => name)),
    context:
      row.status === "visible"
        ? commentAddress(row.article.slug, row.thread, row.id, row.apart)
        : `/comments/${row.id}`,
  };
}

/** A member is new for so many days. */
const newDays = 7;

function badgesOf(row: ItemRow, now: Date): string[] {
  const t = translator();
  if (row.memberId === null) return [t("moderation.queue.badges.imported")];
  const { banned, suspendedUntil, premoderated, warned } = standingOf(row.standing, now);
  const isNew = row.joinedAt !== null && now.getTime() - row.joinedAt.getTime() < newDays * 86_400_000;
  return [
    ...(isNew ? [t("moderation.queue.badges.new")] : []),
    ...(row.role !== null && row.role !== "reader" ? [t("moderation.queue.badges.staff")] : []),
    ...(banned ? [t("moderation.queue.badges.banned")] : []),
    ...(suspendedUntil ? [t("moderation.queue.badges.suspended")] : []),
    ...(premoderated ? [t("moderation.queue.badges.premoderated")] : []),
    ...(warned ? [t("moderation.queue.badges.warned")] : []),
  ];
}

/** What the verdicts name in the text: words and domains. */
function finderOf({ verdicts }: ItemRow) {
  return makeFinder(
    verdicts
      .flatMap(({ values }) => [values.words, values.domains])
      .filter((words) => typeof words === "string")
      .flatMap((words) => words.split(", "))
      .join("\n"),
  );
}

function whyOf({ action, reason, rule, values }: ItemRow["verdicts"][number], rules: Rules): QueueItem["why"][number] {
  const t = translator();
  const code = reason.replace("verdict.", "");
  const known = written().why;
  // The sentences of the form speak to the comment's author; of a reason that has none for moderators it is said as it is there.
  const text =
    code in known
      ? t(`moderation.queue.why.${code as "spam"}`, values as never)
      : refusalSentence({ ok: false, code: reason, values });
  const cited = rules.find(({ anchor }) => anchor === rule);
  return {
    text: typeset(text),
    kind: action,
    rule: cited ? { href: `/rules#${cited.anchor}`, label: typeset(cited.title) } : null,
  };
}
