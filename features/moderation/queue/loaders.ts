import { randomUUID } from "node:crypto";
import { createElement } from "react";
import { database } from "#db/client.ts";
import { bodyTree } from "#features/comments/components/comment.tsx";
import { commentAddress, excerptOf } from "#features/comments/rules.ts";
import { getViewer, mayEnter } from "#features/members/loaders.ts";
import type { Viewer } from "#features/members/sign-in/sessions.ts";
import { ItemReports } from "#features/reports/components/item-reports.tsx";
import { listReports } from "#features/reports/queries.ts";
import { getSettings } from "#features/settings/cached.ts";
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
import { truthOf, truthsOf } from "../decisions/truth.ts";
import { ruleWords } from "../log/words.ts";
import { paneLabels } from "../person/labels.ts";
import { mayJudge, mayModerate } from "../policy.ts";
import { standingOf } from "../rules.ts";
import type { QueueItem } from "./items.ts";
import { markWords } from "./marks.ts";
import { cursorText, placeAddress, readCursor, readPlace } from "./places.ts";
import {
  countNewer,
  countViews,
  findFilter,
  findSubject,
  type ItemRow,
  listChanged,
  listClaims,
  listItems,
  listOwnDecisions,
  listQueue,
} from "./queries.ts";
import { showThread } from "./thread.ts";
import { agoText, decisionText, didText, labelsOf, whatText, written } from "./words.ts";

type Rules = { anchor: string; title: string }[];

/** A page of the queue as its address asks for it. */
export async function loadQueue(viewer: Viewer, params: Record<string, string | string[] | undefined>) {
  const db = database();
  const place = readPlace(params);
  const [settings, page, counts, recent, filter] = await Promise.all([
    getSettings(),
    listQueue(db, place),
    countViews(db),
    listOwnDecisions(db, viewer.id),
    findFilter(db, place),
  ]);
  const rules = listRules(settings);
  return {
    place,
    items: await itemsOf(page.ids, viewer, settings),
    next: page.next && cursorText(page.next),
    first: page.first && cursorText(page.first),
    looked: page.looked,
    counts,
    recent: recent.map(({ id, action, reason, name, article, parts, createdAt }) => ({
      id,
      action,
      text: typeset(
        translator()("moderation.queue.recent.of", {
          what: whatText(action, reason, rules),
          name: name ?? article ?? "none",
          parts,
          ago: agoText(createdAt, new Date()),
        }),
      ),
    })),
    filter,
    /** Of the one article that is looked at. */
    thread: filter.article && (await showThread(filter.article, settings)),
    labels: labelsOf(rules),
    selection: randomUUID(),
    done: { ...doneOf(params, recent, rules), refused: await refusedOf(params) },
    /** For the third pane. */
    person: {
      labels: paneLabels(settings),
      title: translator()("moderation.queue.person"),
      here: placeAddress({ ...place, after: undefined }),
    },
  };
}

/** What a form did that came without a script: the decision is one's own and can still be undone. */
function doneOf(
  params: Record<string, string | string[] | undefined>,
  recent: Awaited<ReturnType<typeof listOwnDecisions>>,
  rules: Rules,
) {
  const t = translator();
  const made = recent.find(({ id }) => String(id) === params.done);
  const left = Number(params.left);
  return {
    made: made && { id: made.id, action: made.action, what: whatText(made.action, made.reason, rules) },
    left: Number.isSafeInteger(left) && left > 0 ? typeset(t("moderation.queue.toast.left", { count: left })) : null,
    undone: typeof params.undone === "string" && /^\d+$/.test(params.undone),
  };
}

/** Why a form that came without a script did nothing, who decided first included. */
async function refusedOf({ refused, why }: Record<string, string | string[] | undefined>): Promise<string | null> {
  if (typeof refused !== "string" || typeof why !== "string" || !/^\d{1,15}$/.test(refused)) return null;
  const db = database();
  const code = refusals.find((known) => known === why);
  if (!code) return null;
  const subject =
    code === "moderation.superseded"
      ? await findSubject(db, Number(refused))
      : { kind: "comment" as const, id: Number(refused) };
  const last = subject && (await truthOf(db, subject))?.last;
  const values = {
    by: last?.rule ? "rule" : "member",
    name: last?.rule ? ruleWords(last.rule) : (last?.by ?? ""),
    action: last?.action ?? "",
  };
  return typeset(refusalSentence({ ok: false, code, values }));
}

const refusals = [
  "moderation.conflict",
  "moderation.changed",
  "moderation.gone",
  "moderation.deleted",
  "moderation.already",
  "moderation.oneself",
  "moderation.notVisible",
  "moderation.superseded",
  "moderation.nothingToUndo",
] as const;

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
    own: row.memberId === viewer.id,
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
    reports: reports.length > 0 ? createElement(ItemReports, { reports, hideAt: settings["reports.hideAt"] }) : null,
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

function claimedText(names: string[]): string | null {
  return names.length > 0
    ? translator()("moderation.queue.claimed", { count: names.length, names: names.join(", ") })
    : null;
}

export interface LiveQueue {
  counts: Awaited<ReturnType<typeof countViews>>;
  /** What came since the page was made, in words. */
  news: string | null;
  /** Who looks at what, by comment. */
  claims: Record<number, string>;
  /** Of the comments on the screen those that are no longer as shown: what happened. */
  changed: { id: number; version: number; text: string }[];
}

/** Most comments on one screen that are watched. */
const mostWatched = 200;

/** For an open queue: counts, what is new, who looks at what, what others decided. `seen`: `ID:VERSION` by commas. 401 and 403 without a page. */
export async function answerLive(request: Request): Promise<Response> {
  const headers = { "Cache-Control": "private, no-store" };
  const viewer = await getViewer();
  if (!viewer) return new Response(null, { status: 401, headers });
  if (!mayModerate(viewer) || !(await mayEnter(viewer))) return new Response(null, { status: 403, headers });
  const search = new URL(request.url).searchParams;
  const place = readPlace(Object.fromEntries(search));
  const since = readCursor(search.get("since") ?? undefined);
  const seen = Array.from((search.get("seen") ?? "").matchAll(/(\d{1,15}):(\d{1,9})/g), ([, id, version]) => ({
    id: Number(id),
    version: Number(version),
  })).slice(0, mostWatched);
  const db = database();
  const ids = seen.map(({ id }) => id);
  const [counts, newer, claims, changed] = await Promise.all([
    countViews(db),
    since ? countNewer(db, place, since) : listQueue(db, place, 1).then((page) => page.ids.length),
    ids.length > 0 ? listClaims(db, ids, viewer.id) : [],
    listChanged(db, seen),
  ]);
  const shown = changed.slice(0, 30);
  const truths = await truthsOf(db, shown);
  const t = translator();
  const live: LiveQueue = {
    counts,
    news:
      newer === 0
        ? null
        : typeset(
            newer < 100 ? t("moderation.queue.live.news", { count: newer }) : t("moderation.queue.live.newsMany"),
          ),
    claims: Object.fromEntries(
      Array.from(
        Map.groupBy(claims, ({ commentId }) => commentId),
        ([id, who]) => [id, claimedText(who.map(({ name }) => name)) ?? ""],
      ),
    ),
    changed: shown.map((id) => {
      const truth = truths.get(id);
      const name = truth?.last && (truth.last.by ?? (truth.last.rule && ruleWords(truth.last.rule)));
      const text = name
        ? t("moderation.queue.live.changedBy", { name, did: didText(truth?.last?.action ?? "") })
        : t("moderation.queue.live.changed");
      return { id, version: truth?.version ?? -1, text: typeset(text) };
    }),
  };
  return Response.json(live, { headers });
}

export type LoadedQueue = Awaited<ReturnType<typeof loadQueue>>;
