import { database } from "#db/client.ts";
import type { ItemLikeness } from "#db/schema/syndication.ts";
import { getSettings } from "#features/settings/cached.ts";
import { minLikeness } from "#features/syndication/likeness/compare-sketches.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { typeset } from "#lib/typography.ts";
import { renderItemBody } from "../components/item-body.tsx";
import { listItemDecisions, type RecordedItemDecision } from "../item-history.ts";
import { type InboxRow, listInboxRows } from "../queries.ts";
import type { ItemDetail, ListedItem, ListedTarget, ShownTime } from "./item-detail.ts";
import { type MergeTarget, searchMergeTargets, suggestMergeTargets } from "./merge-targets.ts";
import { findInboxItem, type InboxItem, listDuplicates, readRawItem } from "./queries.ts";

/** Formats times in the site's language and zone. */
export async function loadTimeFormatter() {
  const zone = (await getSettings())["site.zone"];
  return (date: Date): ShownTime => ({
    iso: date.toISOString(),
    text: formatDate(date, { locale: siteLocale(), zone, style: "long" }),
  });
}

export type TimeFormatter = Awaited<ReturnType<typeof loadTimeFormatter>>;

/** Loads what the list shows of these items. */
export async function loadListedItems(ids: number[]): Promise<ListedItem[]> {
  const [rows, time] = await Promise.all([listInboxRows(database(), ids), loadTimeFormatter()]);
  return rows.map((row) => toListedItem(row, time));
}

function toListedItem(row: InboxRow, time: TimeFormatter): ListedItem {
  return {
    id: row.id,
    title: typeset(row.title.trim() || translator()("inbox.untitled")),
    author: row.author,
    excerpt: typeset(row.excerpt),
    contentHash: row.contentHash,
    source: row.source,
    url: row.url,
    time: time(row.publishedAt),
    group: describeGroup(row),
    change: row.sourceChange && { kind: row.sourceChange, articleId: row.articleId },
  };
}

/** "3 sources ont le même texte", or how often the source itself has it. */
function describeGroup({ duplicates, otherSources }: InboxRow): string | null {
  if (duplicates === 0) return null;
  return otherSources.length > 0
    ? translator().typeset("inbox.group.sources", { count: otherSources.length + 1 })
    : translator().typeset("inbox.group.repeated", { count: duplicates + 1 });
}

/** Loads all about one item for the pane; undefined if there is none. `withRaw`: with the item as the feed wrote it. */
export async function loadItemDetail(id: number, withRaw = false): Promise<ItemDetail | undefined> {
  const db = database();
  const item = await findInboxItem(db, id);
  if (!item) return undefined;
  const isWaiting = item.state === "waiting";
  const [duplicates, targets, decisions, time, raw] = await Promise.all([
    listDuplicates(db, id),
    isWaiting ? suggestMergeTargets(db, item) : [],
    listItemDecisions(db, [id]),
    loadTimeFormatter(),
    withRaw ? readRawItem(db, id) : undefined,
  ]);
  const t = translator();
  return {
    ...{ id, state: item.state, url: item.url, author: item.author.trim(), feed: item.feed.title || item.feed.url },
    contentHash: item.contentHash,
    title: typeset(item.title.trim() || t("inbox.untitled")),
    stateText: isWaiting ? null : t.typeset(`inbox.states.${item.state}`),
    refusal: item.refusal && isWaiting ? typeset(refusalMessage({ ok: false, code: item.refusal })) : null,
    excerpt: isWholeText(item) ? "" : typeset(item.excerpt),
    body: item.bodyHtml === "" ? null : renderItemBody(item.bodyHtml),
    pictures: item.pictures.slice(0, 20).map(({ url, alt, credit }) => ({ url, alt, credit })),
    facts: listFacts(item, time),
    isReserved: item.source.reservation?.isReserved ?? false,
    duplicates: duplicates.map(({ publishedAt, likeness, ...duplicate }) => ({
      ...duplicate,
      title: typeset(duplicate.title),
      time: time(publishedAt),
      likeness: likeness && describeLikeness(likeness),
      shared: (likeness?.shared ?? []).slice(0, 3).map((sentence) => typeset(sentence)),
    })),
    duplicateOf: item.duplicateOf,
    article: item.article && {
      ...{ id: item.article.id, title: typeset(item.article.title) },
      href: `/admin/articles/${item.article.id}`,
    },
    targets: targets.map((target) => toListedTarget(target, time)),
    titleWords: listTitleWords(item.title),
    history: decisions.map((decision) => ({ id: decision.id, text: describeDecision(decision, time) })),
    raw,
  };
}

/** What is known about an item: source, author, dates, feed and its policy. */
function listFacts(item: InboxItem, time: TimeFormatter): ItemDetail["facts"] {
  const t = translator();
  const published = time(item.publishedAt);
  const { publication, body, indexing } = item.feed;
  const policy = [
    t(`inbox.policy.${publication}`),
    t(`inbox.policy.${item.source.reservation?.isReserved ? "excerpt" : body}`),
    t(`inbox.policy.${indexing}`),
  ];
  return [
    { label: t("inbox.facts.source"), text: item.source.name, href: `/sources/${item.source.slug}` },
    ...(item.author.trim() === "" ? [] : [{ label: t("inbox.facts.author"), text: item.author }]),
    { label: t("inbox.facts.published"), text: published.text, isDate: published },
    ...(item.declaredDate === "" ? [] : [{ label: t("inbox.facts.declared"), text: item.declaredDate }]),
    { label: t("inbox.facts.fetched"), ...toFact(time(item.fetchedAt)) },
    { label: t("inbox.facts.feed"), text: item.feed.title || item.feed.url },
    { label: t("inbox.facts.policy"), text: policy.join(" · ") },
    ...(item.language === "" ? [] : [{ label: t("inbox.facts.language"), text: languageName(item.language) }]),
    ...(item.terms.length === 0 ? [] : [{ label: t("inbox.facts.terms"), text: item.terms.slice(0, 12).join(", ") }]),
  ];
}

/** Whether the excerpt is all of the text, and would be read twice. */
function isWholeText({ excerpt, bodyHtml }: InboxItem): boolean {
  if (bodyHtml.length > 2 * excerpt.length + 500) return false;
  const words = (text: string) => text.replace(/\s+/g, " ").trim();
  return words(excerpt) === words(toText(parseHtml(bodyHtml)));
}

const toFact = (isDate: ShownTime) => ({ text: isDate.text, isDate });

/** "français"; the tag itself if it is no language. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([siteLocale()], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** "Texte identique à 97 %", "Même adresse". */
function describeLikeness({ reason, score }: ItemLikeness): string {
  const t = translator();
  if (reason === "address") return t.typeset("inbox.likeness.address");
  const percent = Math.round(score * 100);
  const degree = score >= 0.95 ? "same" : score >= 0.8 ? "near" : score >= minLikeness ? "close" : "partly";
  return t.typeset(`inbox.likeness.${degree}`, { percent });
}

export function toListedTarget(target: MergeTarget, time: TimeFormatter): ListedTarget {
  const { value, title, source, at, likeness } = target;
  const from = source ?? translator()("inbox.targets.article");
  const about = [from, ...(at ? [time(at).text] : []), ...(likeness ? [describeLikeness(likeness)] : [])].join(" · ");
  return { value, title: typeset(title), about, shared: (likeness?.shared ?? []).map((sentence) => typeset(sentence)) };
}

/** Finds what an item can be merged into by words. */
export async function findListedTargets(itemId: number, words: string): Promise<ListedTarget[]> {
  const [targets, time] = await Promise.all([searchMergeTargets(database(), itemId, words), loadTimeFormatter()]);
  return targets.map((target) => toListedTarget(target, time));
}

/** "Publié par Ada, le 19 mars 2017 à 18 h 13". */
export function describeDecision(
  { action, member, createdAt }: Pick<RecordedItemDecision, "action" | "member" | "createdAt">,
  time: TimeFormatter,
): string {
  const t = translator();
  return t.typeset("inbox.history.entry", {
    ...{ did: t(`inbox.did.${action}`), by: member === null ? "policy" : "member", name: member ?? "" },
    at: time(createdAt).text,
  });
}

/** The longer words of a title, each once, for the choice of a word to block. */
function listTitleWords(title: string): string[] {
  const words = title.match(/[\p{L}\p{N}]{4,40}/gu) ?? [];
  return [...new Map(words.map((word) => [word.toLowerCase(), word])).values()].slice(0, 12);
}
