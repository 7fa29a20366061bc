"use client";

import { useEffect, useSyncExternalStore } from "react";
import type { ViewerData } from "../viewer-data.ts";

/** Set at sign-in and readable by scripts: without it no request asks for the viewer. */
const sessionHintCookie = /(?:^|; )(?:__Host-)?vigie_hint=/;

/** Whether someone seems to be signed in, before `/api/me` answers. For the browser only. */
export const hasSessionHint = () => sessionHintCookie.test(document.cookie);

let viewerData: ViewerData | undefined;
/** The query of the last request; undefined before the first one. */
let requestedQuery: string | undefined;
let pendingRequest: AbortController | undefined;
const listeners = new Set<() => void>();

/**
 * Returns the query that names the page's subject: the article of its discussion (a missing article's page has none), or
 * what its button follows; "" elsewhere.
 */
function currentQuery(): string {
  const article = document.querySelector<HTMLElement>("[data-article]")?.dataset.article;
  if (article) return `?article=${article}`;
  const subject = document.querySelector<HTMLElement>("[data-follow]")?.dataset.follow;
  return subject ? `?subject=${subject}` : "";
}

function setViewerData(value: ViewerData | undefined): void {
  viewerData = value;
  for (const changed of listeners) changed();
}

async function fetchViewerData(query: string): Promise<void> {
  pendingRequest?.abort();
  requestedQuery = query;
  if (!hasSessionHint()) return setViewerData(undefined);
  const abort = new AbortController();
  pendingRequest = abort;
  try {
    const answer = await fetch(`/api/me${query}`, { signal: abort.signal });
    const value: unknown = answer.ok ? await answer.json() : undefined;
    if (pendingRequest === abort) setViewerData(isViewerData(value) ? value : undefined);
  } catch {
    // Offline, or the page is being left: it stays as signed-out readers see it, and its links still work.
  }
}

/** Another version of the site, or a proxy, may send any response. */
function isViewerData(value: unknown): value is ViewerData {
  if (typeof value !== "object" || value === null || !("viewer" in value) || !("comments" in value)) return false;
  const { comments } = value;
  if (typeof comments !== "object" || comments === null) return false;
  const lists = [
    ...Object.values(comments),
    "reactions" in value && value.reactions,
    "muted" in value && value.muted,
    "followed" in value && value.followed,
  ];
  return lists.every(Array.isArray);
}

/** Fetches the viewer data again, after an action that changed them. */
export function refreshViewer(): void {
  void fetchViewerData(currentQuery());
}

function subscribe(changed: () => void): () => void {
  // A page restored from the back/forward cache shows outdated viewer data.
  if (listeners.size === 0) addEventListener("pageshow", onPageShow);
  listeners.add(changed);
  return () => {
    listeners.delete(changed);
    if (listeners.size === 0) removeEventListener("pageshow", onPageShow);
  };
}

function onPageShow(event: PageTransitionEvent): void {
  if (event.persisted) refreshViewer();
}

/**
 * Returns the viewer data of this page once loaded: one request for all components of a page, none without the session hint. Undefined
 * before, and for signed-out readers. A component reserves its space, so that nothing moves when the data arrive.
 */
export function useViewer(): ViewerData | undefined {
  useEffect(() => {
    if (requestedQuery !== currentQuery()) refreshViewer();
  }, []);
  return useSyncExternalStore(
    subscribe,
    () => viewerData,
    () => undefined,
  );
}
