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
  /** The number of new items, up to a hundred, and as a sentence; null without any. */
  newer: number;
  newItemsText: string | null;
  /** The other moderators who look at a comment, by comment id. */
  viewedBy: Record<number, string>;
  /** The shown comments that have changed, with a sentence about the change. */
  changed: { id: number; version: number; text: string }[];
}

/** An update as it is sent. The field names are fixed, because a page opened before an upgrade reads it too. */
export type SentQueueUpdate = Pick<QueueUpdate, "counts" | "newer" | "changed"> & {
  news: QueueUpdate["newItemsText"];
  claims: QueueUpdate["viewedBy"];
};

/** Maximum comments of one page that are checked for changes. */
const maxWatched = 200;

/**
 * Responds to an open queue with the counts, new items, other moderators' presence and changed comments. Query
 * parameter `seen`: comma-separated `ID:VERSION`. Responds with 401 and 403 without a body.
 */
export async function respondWithQueueUpdate(request: Request): Promise<Response> {
  const headers = { "Cache-Control": "private, no-store" };
  const viewer = await authorizeViewer(mayModerate);
  if (typeof viewer === "number") return new Response(null, { status: viewer, headers });
  const search = new URL(request.url).searchParams;
  const filter = parseQueueFilter(Object.fromEntries(search));
  const since = parseQueueCursor(search.get("since") ?? undefined);
  const known = Array.from((search.get("seen") ?? "").matchAll(/(\d{1,15}):(\d{1,9})/g), ([, id, version]) => ({
    id: Number(id),
    version: Number(version),
  })).slice(0, maxWatched);
  const db = database();
  const ids = known.map(({ id }) => id);
  const [counts, newer, claims, changed] = await Promise.all([
    countTabs(db),
    since ? countNewer(db, filter, since) : listQueue(db, filter, 1).then((page) => page.ids.length),
    ids.length > 0 ? listPresence(db, ids, viewer.id) : [],
    listChanged(db, known),
  ]);
  const shown = changed.slice(0, 30);
  const states = await listCommentStates(db, shown);
  const t = translator();
  const update: SentQueueUpdate = {
    counts,
    newer,
    news:
      newer === 0
        ? null
        : newer < 100
          ? t.typeset("moderation.queue.live.news", { count: newer })
          : t.typeset("moderation.queue.live.newsMany"),
    claims: Object.fromEntries(
      Array.from(
        Map.groupBy(claims, ({ commentId }) => commentId),
        ([id, viewers]) => [id, viewedByText(viewers.map(({ name }) => name)) ?? ""],
      ),
    ),
    changed: shown.map((id) => {
      const state = states.get(id);
      const name = state?.last && (state.last.by ?? (state.last.rule && ruleTitle(state.last.rule)));
      const text = name
        ? t.typeset("moderation.queue.live.changedBy", { name, did: decisionLabel(state?.last?.action ?? "") })
        : t("moderation.queue.live.changed");
      return { id, version: state?.version ?? -1, text: typeset(text) };
    }),
  };
  return Response.json(update, { headers });
}
