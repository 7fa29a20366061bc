import { useEffect, useRef, useState } from "react";
import type { QueueItem } from "../items/queue-item.ts";
import type { QueueUpdate, SentQueueUpdate } from "../live/loaders.ts";

/** The polling interval of a visible page (ms). */
const pollIntervalMs = 8_000;
/** The last items of the page that are checked for changes. */
const maxWatched = 100;

interface Watched {
  /** The query string of the page's URL. */
  search: string;
  /** The cursor of the newest item. */
  newest: string | undefined;
  items: QueueItem[];
  isDone(id: number): boolean;
}

/** An update, and the newest item that the page had when it asked. */
type ReceivedUpdate = QueueUpdate & { since: string | undefined };

/** The last update from the server: new items, other moderators' presence and decisions. */
export function useQueueUpdates({ search, newest, items, isDone }: Watched): ReceivedUpdate | undefined {
  const [live, setLive] = useState<ReceivedUpdate>();
  const since = useRef<string>(undefined);
  usePolling(
    () => {
      const params = new URLSearchParams(search);
      since.current = newest;
      if (newest) params.set("since", newest);
      const listed = items.filter(({ id }) => !isDone(id)).slice(-maxWatched);
      params.set("seen", listed.map(({ id, version }) => `${id}:${version}`).join(","));
      return `/admin/moderation/live?${params}`;
    },
    (update) => {
      setLive({ ...update, since: since.current });
      showCounts(update);
    },
  );
  return live;
}

/** Polls while the page is visible, and at once when it becomes visible. */
function usePolling(address: () => string, onUpdate: (live: QueueUpdate) => void): void {
  const latest = useRef({ address, onUpdate });
  useEffect(() => {
    latest.current = { address, onUpdate };
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = new AbortController();
    const poll = async () => {
      clearTimeout(timer);
      if (document.visibilityState === "visible") {
        try {
          const answer = await fetch(latest.current.address(), { signal: stop.signal });
          if (answer.ok) latest.current.onUpdate(toQueueUpdate(await answer.json()));
        } catch {
          // The next poll follows soon. Decisions report by themselves that the site does not answer.
        }
      }
      if (!stop.signal.aborted) timer = setTimeout(poll, pollIntervalMs);
    };
    timer = setTimeout(poll, pollIntervalMs);
    const onVisibilityChange = () => {
      if (document.visibilityState === "visible") void poll();
    };
    document.addEventListener("visibilitychange", onVisibilityChange, { signal: stop.signal });
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, []);
}

function toQueueUpdate({ news, claims, ...others }: SentQueueUpdate): QueueUpdate {
  return { ...others, newItemsText: news, viewedBy: claims };
}

/** Writes the counts of the tabs, which are outside the list, and of the navigation and its menu. */
function showCounts({ counts }: QueueUpdate): void {
  const show = (selector: string, count: number) => {
    for (const at of document.querySelectorAll<HTMLElement>(selector)) {
      at.textContent = count >= 1_000 ? "999+" : String(count);
      if (at.dataset.waiting) at.hidden = count === 0;
    }
  };
  for (const [view, count] of Object.entries(counts)) show(`[data-count="${view}"]`, count);
  show('[data-waiting="queue"]', counts.review);
}
