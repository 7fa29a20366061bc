import { database } from "#db/client.ts";
import { admitViewer } from "#features/members/loaders.ts";
import { truthsOf } from "#features/moderation/decisions/truth.ts";
import { ruleWords } from "#features/moderation/log/words.ts";
import { mayModerate } from "#features/moderation/policy.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { readCursor, readPlace } from "../places.ts";
import { countNewer, countViews, listQueue } from "../views/queries.ts";
import { claimedText, didText } from "../words.ts";
import { listChanged, listClaims } from "./queries.ts";

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
  const viewer = await admitViewer(mayModerate);
  if (typeof viewer === "number") return new Response(null, { status: viewer, headers });
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
