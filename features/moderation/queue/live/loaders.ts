import { database } from "#db/client.ts";
import { authorizeViewer } from "#features/auth/loaders.ts";
import { mayModerate } from "#features/members/standing/policy.ts";
import { listCommentStates } from "#features/moderation/decisions/current-state.ts";
import { ruleTitle } from "#features/moderation/decisions/titles.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { decisionLabel, viewedByText } from "../queue-text.ts";
import { countNewer, countTabs, listQueue } from "../tabs/queries.ts";
import { parseQueueCursor, parseQueueFilter } from "../tabs/rules.ts";
import { listChanged, listPresence } from "./queries.ts";

export interface QueueUpdate {
  counts: Awaited<ReturnType<typeof countTabs>>;
  /** What came since the page was made, in words. */
  newItemsText: string | null;
  /** Who looks at what, by comment. */
  viewedBy: Record<number, string>;
  /** Of the comments on the screen those that are no longer as shown: what happened. */
  changed: { id: number; version: number; text: string }[];
}

/** An update as it is sent: a page that was opened before an upgrade reads it too. */
export type SentQueueUpdate = Pick<QueueUpdate, "counts" | "changed"> & {
  news: QueueUpdate["newItemsText"];
  claims: QueueUpdate["viewedBy"];
};

/** Most comments on one screen that are watched. */
const maxWatched = 200;

/** For an open queue: counts, what is new, who looks at what, what others decided. `seen`: `ID:VERSION` by commas. 401 and 403 without a page. */
export async function respondWithQueueUpdate(request: Request): Promise<Response> {
  const headers = { "Cache-Control": "private, no-store" };
  const viewer = await authorizeViewer(mayModerate);
  if (typeof viewer === "number") return new Response(null, { status: viewer, headers });
  const search = new URL(request.url).searchParams;
  const place = parseQueueFilter(Object.fromEntries(search));
  const since = parseQueueCursor(search.get("since") ?? undefined);
  const seen = Array.from((search.get("seen") ?? "").matchAll(/(\d{1,15}):(\d{1,9})/g), ([, id, version]) => ({
    id: Number(id),
    version: Number(version),
  })).slice(0, maxWatched);
  const db = database();
  const ids = seen.map(({ id }) => id);
  const [counts, newer, claims, changed] = await Promise.all([
    countTabs(db),
    since ? countNewer(db, place, since) : listQueue(db, place, 1).then((page) => page.ids.length),
    ids.length > 0 ? listPresence(db, ids, viewer.id) : [],
    listChanged(db, seen),
  ]);
  const shown = changed.slice(0, 30);
  const truths = await listCommentStates(db, shown);
  const t = translator();
  const live: SentQueueUpdate = {
    counts,
    news:
      newer === 0
        ? null
        : newer < 100
          ? t.typeset("moderation.queue.live.news", { count: newer })
          : t.typeset("moderation.queue.live.newsMany"),
    claims: Object.fromEntries(
      Array.from(
        Map.groupBy(claims, ({ commentId }) => commentId),
        ([id, who]) => [id, viewedByText(who.map(({ name }) => name)) ?? ""],
      ),
    ),
    changed: shown.map((id) => {
      const truth = truths.get(id);
      const name = truth?.last && (truth.last.by ?? (truth.last.rule && ruleTitle(truth.last.rule)));
      const text = name
        ? t("moderation.queue.live.changedBy", { name, did: decisionLabel(truth?.last?.action ?? "") })
        : t("moderation.queue.live.changed");
      return { id, version: truth?.version ?? -1, text: typeset(text) };
    }),
  };
  return Response.json(live, { headers });
}
