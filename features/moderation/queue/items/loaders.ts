import { createElement } from "react";
import { database } from "#db/client.ts";
import { discussionPath } from "#features/articles/rules.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { parseCommentBody } from "#features/comments/comment-body.ts";
import { commentPath, createExcerpt } from "#features/comments/rules.ts";
import { isSelf, mayModerateMember } from "#features/members/standing/policy.ts";
import { toStanding } from "#features/members/standing/rules.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import { CommentReports } from "#features/reports/components/comment-reports.tsx";
import { mayReadReports } from "#features/reports/policy.ts";
import { listReports } from "#features/reports/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate, isoWithZone } from "#lib/dates.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { renderTree } from "#lib/prose/render.tsx";
import { insideQuotes, typeset } from "#lib/typography.ts";
import { createListFinder } from "#lib/words/word-finder.ts";
import { decisionSentence, formatTimeAgo, formatWait, queueMessages, viewedByText } from "../queue-text.ts";
import { highlightWords } from "./highlight-words.ts";
import { type ItemRow, listItems } from "./queries.ts";
import type { QueueItem } from "./queue-item.ts";

type Rules = { anchor: string; title: string }[];

/** Loads comments as queue items, in the order of `ids`. */
export async function loadItems(ids: number[], viewer: Viewer, settings: Settings): Promise<QueueItem[]> {
  const db = database();
  const [rows, reports] = await Promise.all([listItems(db, ids, viewer.id), listReports(db, ids, settings)]);
  const now = new Date();
  const rules = listCommunityRules(settings);
  return rows.map((row) => toQueueItem(row, reports.get(row.id) ?? [], { viewer, settings, rules, now }));
}

interface ItemContext {
  viewer: Viewer;
  settings: Settings;
  rules: Rules;
  now: Date;
}

function toQueueItem(
  row: ItemRow,
  reports: Parameters<typeof CommentReports>[0]["reports"],
  { viewer, settings, rules, now }: ItemContext,
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
    own: isSelf(viewer, row.memberId),
    isQueued: row.queue !== null,
    author: {
      id: row.memberId,
      name: row.name || t("comments.anonymous"),
      href: row.memberId === null ? null : `/admin/moderation/members/${row.memberId}`,
      badges: listBadges(row, now),
      mayBan:
        row.memberId !== null &&
        row.memberId !== viewer.id &&
        !row.memberDeleted &&
        row.role !== null &&
        mayModerateMember(viewer, { role: row.role }),
      version: row.standingVersion,
    },
    article: {
      id: row.article.id,
      title: typeset(row.article.title),
      quoted: insideQuotes(row.article.title),
      href: discussionPath(row.article.slug),
    },
    at: {
      ago: formatTimeAgo(row.createdAt, { now, zone }),
      full: formatDate(row.createdAt, { locale: siteLocale(), zone, style: "long" }),
      iso: isoWithZone(row.createdAt, zone),
    },
    edited: row.editedAt && t.typeset("moderation.queue.edited", { ago: formatTimeAgo(row.editedAt, { now, zone }) }),
    waits: row.status === "pending" && row.queue ? formatWait(row.queue.queuedAt, now) : null,
    body: renderTree(highlightWords(parseCommentBody(row.bodyHtml), verdictWordFinder(row))),
    parent:
      row.parentId === null || row.parentHtml === null
        ? null
        : {
            by: t.typeset("moderation.queue.inReplyTo", { name: row.parentName || t("comments.anonymous") }),
            excerpt: typeset(createExcerpt(toText(parseHtml(row.parentHtml)))),
          },
    verdicts: row.verdicts.map((verdict) => describeVerdict(verdict, rules)),
    reports:
      reports.length > 0 && mayReadReports(viewer, row)
        ? createElement(CommentReports, { reports, hideAt: settings["reports.hideAt"] })
        : null,
    reported: open > 0 ? t("moderation.queue.reported", { count: open }) : null,
    together: {
      alike:
        row.together.alike > 0 ? t.typeset("moderation.queue.together.alike", { count: row.together.alike }) : null,
      byMember:
        row.together.byMember > 0
          ? t.typeset("moderation.queue.together.byMember", { count: row.together.byMember })
          : null,
    },
    history: row.decisions.map(({ id, undone, createdAt, ...decision }) => ({
      id,
      undone,
      text: decisionSentence({ ...decision, ago: formatTimeAgo(createdAt, { now, zone }) }, rules),
    })),
    viewedBy: viewedByText(row.claims.map(({ name }) => name)),
    contextHref:
      row.status === "visible"
        ? commentPath(row.article.slug, row.thread, row.id, row.hasSeparatePage)
        : `/comments/${row.id}`,
  };
}

/** Days for which a member has the badge "new". */
const newMemberDays = 7;

function listBadges(row: ItemRow, now: Date): string[] {
  const t = translator();
  if (row.memberId === null) return [t("moderation.queue.badges.imported")];
  const { banned, suspendedUntil, premoderated, warned } = toStanding(row.standing, now);
  const isNew = row.joinedAt !== null && now.getTime() - row.joinedAt.getTime() < newMemberDays * 86_400_000;
  return [
    ...(isNew ? [t("moderation.queue.badges.new")] : []),
    ...(row.role !== null && row.role !== "reader" ? [t("moderation.queue.badges.staff")] : []),
    ...(banned ? [t("moderation.queue.badges.banned")] : []),
    ...(suspendedUntil ? [t("moderation.queue.badges.suspended")] : []),
    ...(premoderated ? [t("moderation.queue.badges.premoderated")] : []),
    ...(warned ? [t("moderation.queue.badges.warned")] : []),
  ];
}

/** A finder of the words and domains that the verdicts name. */
function verdictWordFinder({ verdicts }: ItemRow) {
  return createListFinder(
    verdicts
      .flatMap(({ values }) => [values.words, values.domains])
      .filter((words) => typeof words === "string")
      .flatMap((words) => words.split(", "))
      .join("\n"),
  );
}

function describeVerdict(
  { action, reason, rule, values }: ItemRow["verdicts"][number],
  rules: Rules,
): QueueItem["verdicts"][number] {
  const t = translator();
  const code = reason.replace("verdict.", "");
  const known = queueMessages().verdicts;
  // The form's sentences address the author. A reason without a sentence for moderators uses that one.
  const text =
    code in known
      ? t.typeset(`moderation.queue.verdicts.${code as "spam"}`, values as never)
      : refusalMessage({ ok: false, code: reason, values });
  const cited = rules.find(({ anchor }) => anchor === rule);
  return {
    text: typeset(text),
    kind: action,
    rule: cited
      ? { href: `/rules#${cited.anchor}`, label: t.typeset("moderation.rule", { title: cited.title }) }
      : null,
  };
}
