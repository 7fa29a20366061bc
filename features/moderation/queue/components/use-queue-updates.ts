import { useEffect, useRef, useState } from "react";
import type { QueueItem } from "../items/queue-item.ts";
import type { QueueUpdate, SentQueueUpdate } from "../live/loaders.ts";

/** How often an open queue asks (ms), while somebody looks at it. */
const pollIntervalMs = 8_000;
/** Comments on the page that are watched: the last ones. */
const maxWatched = 100;

interface Watched {
  /** What stands behind the question mark of the page's address. */
  search: string;
  /** Where the newest item stands. */
  first: string | undefined;
  items: QueueItem[];
  isDone(id: number): boolean;
}

/** What is new, what others look at and what they decide, as it was heard last. */
export function useQueueUpdates({ search, first, items, isDone }: Watched): QueueUpdate | undefined {
  const [live, setLive] = useState<QueueUpdate>();
  usePolling(
    () => {
      const params = new URLSearchParams(search);
      if (first) params.set("since", first);
      const seen = items.filter(({ id }) => !isDone(id)).slice(-maxWatched);
      params.set("seen", seen.map(({ id, version }) => `${id}:${version}`).join(","));
      return `/admin/moderation/live?${params}`;
    },
    (heard) => {
      setLive(heard);
      showCounts(heard);
    },
  );
  return live;
}

/** Asks now and then; never while the page is hidden, at once when it is shown again. */
function usePolling(address: () => string, heard: (live: QueueUpdate) => void): void {
  const given = useRef({ address, heard });
  useEffect(() => {
    given.current = { address, heard };
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = new AbortController();
    const ask = async () => {
      clearTimeout(timer);
      if (document.visibilityState === "visible") {
        try {
          const answer = await fetch(given.current.address(), { signal: stop.signal });
          if (answer.ok) given.current.heard(toQueueUpdate(await answer.json()));
        } catch {
          // Asked again soon; what one decides says by itself that the site does not answer.
        }
      }
      if (!stop.signal.aborted) timer = setTimeout(ask, pollIntervalMs);
    };
    timer = setTimeout(ask, pollIntervalMs);
    const shown = () => {
      if (document.visibilityState === "visible") void ask();
    };
    document.addEventListener("visibilitychange", shown, { signal: stop.signal });
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, []);
}

function toQueueUpdate({ news, claims, ...others }: SentQueueUpdate): QueueUpdate {
  return { ...others, newItemsText: news, viewedBy: claims };
}

/** The counts beside the views' names stand outside the list, and what waits also beside the queue's name in the navigation and its menu. */
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
