"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { hasSessionHint } from "#features/auth/components/use-viewer.client.tsx";

interface LiveComment {
  id: number;
  address: string;
}

interface Props {
  /** The article's slug. */
  article: string;
  /** The site's newest comment when the page was rendered. */
  newest: number;
  /** `many` contains {count}. */
  labels: { one: string; many: string; loading: string };
}

/** Comments that arrive within this time, or while the page is about to show the viewer's own, are announced once (ms). */
const batchMs = 1_000;
/** The first pause before a refused stream is requested again; later pauses grow up to the maximum (ms). */
const minReconnectMs = 20_000;
const maxReconnectMs = 600_000;

/**
 * A button that offers the comments posted since the page was rendered; nothing moves until it is pressed. The stream is open only for
 * participants (signed in and looking at the discussion, or interacting with it), and only while the page is visible.
 */
export function NewComments({ article, newest, labels }: Props) {
  const router = useRouter();
  const [arrived, setArrived] = useState<LiveComment[]>([]);
  const [loading, load] = useTransition();
  const wanted = useRef<LiveComment[]>([]);
  const mark = useRef<HTMLDivElement>(null);
  const seen = useRef(newest);
  const fresh = arrived.filter(({ id }) => id > newest);

  useEffect(() => {
    seen.current = Math.max(seen.current, newest);
  }, [newest]);

  useEffect(() => {
    const section = mark.current?.closest("section");
    if (!section) return;
    let takesPart = false;
    let stream: EventSource | undefined;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let wait = minReconnectMs;
    let batch: LiveComment[] = [];
    let batching: ReturnType<typeof setTimeout> | undefined;

    const close = () => {
      clearTimeout(waiting);
      stream?.close();
      stream = undefined;
    };
    const hear = (event: MessageEvent<string>) => {
      const comment = parseNewComment(event.data);
      if (!comment) return;
      seen.current = Math.max(seen.current, comment.id);
      batch.push(comment);
      batching ??= setTimeout(() => {
        const all = batch;
        batch = [];
        batching = undefined;
        setArrived((known) => [...known, ...all.filter(({ id }) => known.every((one) => one.id !== id))]);
      }, batchMs);
    };
    const open = () => {
      if (stream || !takesPart || document.visibilityState === "hidden") return;
      stream = new EventSource(`/api/live?article=${encodeURIComponent(article)}&since=${seen.current}`);
      stream.addEventListener("comment", hear);
      stream.addEventListener("open", () => {
        wait = minReconnectMs;
      });
      stream.addEventListener("error", () => {
        // The browser reconnects a stream that ended, but not one that was refused.
        if (stream?.readyState !== EventSource.CLOSED) return;
        close();
        waiting = setTimeout(open, wait * (0.75 + Math.random() / 2));
        wait = Math.min(wait * 2, maxReconnectMs);
      });
    };
    const takePart = () => {
      takesPart = true;
      open();
    };
    const follow = () => (document.visibilityState === "hidden" ? close() : open());

    const signedIn = hasSessionHint();
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) takePart();
    });
    if (signedIn) observer.observe(section);
    for (const intent of ["pointerdown", "focusin"]) section.addEventListener(intent, takePart);
    // The interaction that loaded the scripts happened before they could listen.
    if (section.contains(document.activeElement)) takePart();
    document.addEventListener("visibilitychange", follow);
    return () => {
      close();
      clearTimeout(batching);
      observer.disconnect();
      for (const intent of ["pointerdown", "focusin"]) section.removeEventListener(intent, takePart);
      document.removeEventListener("visibilitychange", follow);
    };
  }, [article]);

  // Once the page has the new comments: scrolls to the first one on it, or goes to the page that has the first one.
  useEffect(() => {
    if (loading || wanted.current.length === 0) return;
    const all = wanted.current.toSorted((a, b) => a.id - b.id);
    wanted.current = [];
    const here = all.map(({ id }) => document.getElementById(`comment-${id}`)).find((element) => element !== null);
    if (here) {
      here.tabIndex = -1;
      here.focus({ preventScroll: true });
      here.scrollIntoView({ block: "center" });
    } else if (all[0]) location.assign(all[0].address);
  }, [loading]);

  const show = () => {
    wanted.current = fresh;
    load(() => router.refresh());
  };

  return (
    <div ref={mark} className="new-comments" role="status">
      {fresh.length > 0 && (
        <button type="button" className="button button-strong" onClick={show} aria-disabled={loading}>
          {loading
            ? labels.loading
            : fresh.length === 1
              ? labels.one
              : labels.many.replace("{count}", String(fresh.length))}
        </button>
      )}
    </div>
  );
}

function parseNewComment(data: string): LiveComment | undefined {
  const comment: unknown = JSON.parse(data);
  if (typeof comment !== "object" || comment === null || !("id" in comment && "address" in comment)) return undefined;
  const { id, address } = comment;
  // The link is followed: only within this site.
  if (typeof id !== "number" || typeof address !== "string" || !address.startsWith("/articles/")) return undefined;
  return { id, address };
}
