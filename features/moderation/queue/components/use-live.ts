import { useEffect, useRef } from "react";
import type { LiveQueue } from "../loaders.ts";

/** How often an open queue asks (ms), while somebody looks at it. */
const pause = 8_000;

/** Asks for counts, for what is new and for what others do; never while the page is hidden, at once when it is shown again. */
export function useLive(address: () => string, heard: (live: LiveQueue) => void): void {
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
          if (answer.ok) given.current.heard((await answer.json()) as LiveQueue);
        } catch {
          // Asked again soon; what one decides says by itself that the site does not answer.
        }
      }
      if (!stop.signal.aborted) timer = setTimeout(ask, pause);
    };
    timer = setTimeout(ask, pause);
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
