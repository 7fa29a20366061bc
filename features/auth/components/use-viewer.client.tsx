"use client";

import { useEffect, useSyncExternalStore } from "react";
import type { ViewerData } from "../viewer-data.ts";

/** Set at sign-in, readable here: without it nobody is asked who the reader is. */
const sessionHintCookie = /(?:^|; )(?:__Host-)?vigie_hint=/;

/** Whether somebody seems to be signed in, before the site is asked. For the browser only. */
export const hasSessionHint = () => sessionHintCookie.test(document.cookie);

let viewerData: ViewerData | undefined;
/** The article that was asked about last ("" elsewhere); undefined before the first question. */
let requestedArticle: string | undefined;
let pendingRequest: AbortController | undefined;
const listeners = new Set<() => void>();

/** The article whose page this is: its discussion says so. An absent page has none, and is not asked about. */
const currentArticle = () => document.querySelector<HTMLElement>("[data-article]")?.dataset.article ?? "";

function setViewerData(value: ViewerData | undefined): void {
  viewerData = value;
  for (const changed of listeners) changed();
}

async function fetchViewerData(article: string): Promise<void> {
  pendingRequest?.abort();
  requestedArticle = article;
  if (!hasSessionHint()) return setViewerData(undefined);
  const abort = new AbortController();
  pendingRequest = abort;
  try {
    const answer = await fetch(article ? `/api/me?article=${article}` : "/api/me", { signal: abort.signal });
    const value: unknown = answer.ok ? await answer.json() : undefined;
    if (pendingRequest === abort) setViewerData(isViewerData(value) ? value : undefined);
  } catch {
    // Offline, or the page is left: it stays as everybody sees it, and all works from the pages that its links lead to.
  }
}

/** Another version of the site, or a proxy, may send any response. */
function isViewerData(value: unknown): value is ViewerData {
  if (typeof value !== "object" || value === null || !("viewer" in value) || !("comments" in value)) return false;
  const { comments } = value;
  if (typeof comments !== "object" || comments === null) return false;
  const lists = [...Object.values(comments), "reactions" in value && value.reactions, "muted" in value && value.muted];
  return lists.every(Array.isArray);
}

/** Asks again: after an action that changed what is the reader's own. */
export function refreshViewer(): void {
  void fetchViewerData(currentArticle());
}

function subscribe(changed: () => void): () => void {
  // A page that comes back whole from the browser's memory shows what was theirs then.
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
 * What is the reader's own on this page, once it is there: one request for all leaves of a page, none without the session hint.
 * Undefined before, and for anybody not signed in. A leaf keeps its room, so that nothing moves when it comes.
 */
export function useViewer(): ViewerData | undefined {
  useEffect(() => {
    if (requestedArticle !== currentArticle()) refreshViewer();
  }, []);
  return useSyncExternalStore(
    subscribe,
    () => viewerData,
    () => undefined,
  );
}
