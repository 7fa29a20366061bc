"use client";

import { useEffect, useSyncExternalStore } from "react";
import type { Own } from "../own/answer.ts";

/** Set at sign-in, readable here: without it nobody is asked who the reader is. */
const hint = /(?:^|; )(?:__Host-)?vigie_hint=/;

/** Whether somebody seems to be signed in, before the site is asked. For the browser only. */
export const hasSessionHint = () => hint.test(document.cookie);

let own: Own | undefined;
/** The article that was asked about last ("" elsewhere); undefined before the first question. */
let asked: string | undefined;
let running: AbortController | undefined;
const leaves = new Set<() => void>();

/** The article whose page this is: its discussion says so. An absent page has none, and is not asked about. */
const articleHere = () => document.querySelector<HTMLElement>("[data-article]")?.dataset.article ?? "";

function set(value: Own | undefined): void {
  own = value;
  for (const changed of leaves) changed();
}

async function ask(article: string): Promise<void> {
  running?.abort();
  asked = article;
  if (!hasSessionHint()) return set(undefined);
  const abort = new AbortController();
  running = abort;
  try {
    const answer = await fetch(article ? `/api/me?article=${article}` : "/api/me", { signal: abort.signal });
    const value: unknown = answer.ok ? await answer.json() : undefined;
    if (running === abort) set(isOwn(value) ? value : undefined);
  } catch {
    // Offline, or the page is left: it stays as everybody sees it, and all works from the pages that its links lead to.
  }
}

/** Another version of the site, or a proxy, may send any response. */
function isOwn(value: unknown): value is Own {
  if (typeof value !== "object" || value === null || !("viewer" in value) || !("comments" in value)) return false;
  const { comments } = value;
  if (typeof comments !== "object" || comments === null) return false;
  const lists = [...Object.values(comments), "reactions" in value && value.reactions, "muted" in value && value.muted];
  return lists.every(Array.isArray);
}

/** Asks again: after an action that changed what is the reader's own. */
export function refreshOwn(): void {
  void ask(articleHere());
}

function subscribe(changed: () => void): () => void {
  // A page that comes back whole from the browser's memory shows what was theirs then.
  if (leaves.size === 0) addEventListener("pageshow", onReturn);
  leaves.add(changed);
  return () => {
    leaves.delete(changed);
    if (leaves.size === 0) removeEventListener("pageshow", onReturn);
  };
}

function onReturn(event: PageTransitionEvent): void {
  if (event.persisted) refreshOwn();
}

/**
 * What is the reader's own on this page, once it is there: one request for all leaves of a page, none without the session hint.
 * Undefined before, and for anybody not signed in. A leaf keeps its room, so that nothing moves when it comes.
 */
export function useOwn(): Own | undefined {
  useEffect(() => {
    if (asked !== articleHere()) refreshOwn();
  }, []);
  return useSyncExternalStore(
    subscribe,
    () => own,
    () => undefined,
  );
}
