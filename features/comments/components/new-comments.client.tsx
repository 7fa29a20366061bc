"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { isDiscussionPath } from "#features/articles/rules.ts";
import { hasSessionHint } from "#features/auth/components/use-viewer.client.tsx";
import { useCommentForms } from "./comment-forms.client.tsx";
import { openFolds } from "./thread-folds.ts";

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
  const [received, setReceived] = useState<LiveComment[]>([]);
  const [loading, load] = useTransition();
  const requested = useRef<LiveComment[]>([]);
  const marker = useRef<HTMLDivElement>(null);
  const latestId = useRef(newest);
  const { justPosted } = useCommentForms();
  // The viewer's own comments are shown already.
  const fresh = received.filter(({ id }) => id > newest && justPosted.every((comment) => comment.id !== id));

  useEffect(() => {
    latestId.current = Math.max(latestId.current, newest);
  }, [newest]);

  useEffect(() => {
    const section = marker.current?.closest("section");
    if (!section) return;
    let isParticipant = false;
    let stream: EventSource | undefined;
    let reconnectTimer: ReturnType<typeof setTimeout> | undefined;
    let reconnectMs = minReconnectMs;
    let batch: LiveComment[] = [];
    let batchTimer: ReturnType<typeof setTimeout> | undefined;

    const close = () => {
      clearTimeout(reconnectTimer);
      stream?.close();
      stream = undefined;
    };
    const receive = (event: MessageEvent<string>) => {
      const comment = parseNewComment(event.data);
      if (!comment) return;
      latestId.current = Math.max(latestId.current, comment.id);
      batch.push(comment);
      batchTimer ??= setTimeout(() => {
        const all = batch;
        batch = [];
        batchTimer = undefined;
        setReceived((known) => [...known, ...all.filter(({ id }) => known.every((other) => other.id !== id))]);
      }, batchMs);
    };
    const open = () => {
      if (stream || !isParticipant || document.visibilityState === "hidden") return;
      stream = new EventSource(`/api/live?article=${encodeURIComponent(article)}&since=${latestId.current}`);
      stream.addEventListener("comment", receive);
      stream.addEventListener("open", () => {
        reconnectMs = minReconnectMs;
      });
      stream.addEventListener("error", () => {
        // The browser reconnects a stream that ended, but not one that was refused.
        if (stream?.readyState !== EventSource.CLOSED) return;
        close();
        reconnectTimer = setTimeout(open, reconnectMs * (0.75 + Math.random() / 2));
        reconnectMs = Math.min(reconnectMs * 2, maxReconnectMs);
      });
    };
    const startParticipating = () => {
      isParticipant = true;
      open();
    };
    const follow = () => (document.visibilityState === "hidden" ? close() : open());

    const signedIn = hasSessionHint();
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) startParticipating();
    });
    if (signedIn) observer.observe(section);
    for (const intent of ["pointerdown", "focusin"]) section.addEventListener(intent, startParticipating);
    // The interaction that loaded the scripts happened before they could listen.
    if (section.contains(document.activeElement)) startParticipating();
    document.addEventListener("visibilitychange", follow);
    return () => {
      close();
      clearTimeout(batchTimer);
      observer.disconnect();
      for (const intent of ["pointerdown", "focusin"]) section.removeEventListener(intent, startParticipating);
      document.removeEventListener("visibilitychange", follow);
    };
  }, [article]);

  // Once the page has the new comments: scrolls to the first one on it, or goes to the page that has the first one.
  useEffect(() => {
    if (loading || requested.current.length === 0) return;
    const all = requested.current.toSorted((a, b) => a.id - b.id);
    requested.current = [];
    const onPage = all.map(({ id }) => document.getElementById(`comment-${id}`)).find((element) => element !== null);
    if (onPage) {
      openFolds(onPage);
      onPage.tabIndex = -1;
      onPage.focus({ preventScroll: true });
      onPage.scrollIntoView({ block: "center" });
    } else if (all[0]) location.assign(all[0].address);
  }, [loading]);

  const show = () => {
    requested.current = fresh;
    load(() => router.refresh());
  };

  return (
    <div ref={marker} className="new-comments" role="status">
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
  if (typeof id !== "number" || typeof address !== "string" || !isDiscussionPath(address)) return undefined;
  return { id, address };
}
