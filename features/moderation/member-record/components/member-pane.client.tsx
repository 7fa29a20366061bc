"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { SanctionContext } from "../sanction-context.ts";
import type { MemberSummary, SentMemberSummary } from "../summary.ts";
import { type MemberActionResult, MemberActions } from "./member-actions.client.tsx";
import { LinkedMembers, MemberFacts, MemberHead, MemberHistory } from "./member-facts.tsx";

interface Props {
  /** The author's id; undefined while nothing is selected, null for a comment without a member (an imported one). */
  memberId: number | null | undefined;
  /** The title of the article of the current comment. */
  article?: string | undefined;
  context: SanctionContext;
  /** The page to return to without JavaScript. */
  back: string;
  /** Counts the decisions made outside the pane: each invalidates the cached summaries. */
  revision?: number | undefined;
  /** The last decision undone outside the pane. */
  undone?: number | undefined;
  /** Called after a decision in the pane, or its undo, with the member's name: the rest of the page is outdated. */
  onDecided?: ((what: MemberActionResult, name: string) => void) | undefined;
}

type Loaded =
  | { state: "loading" | "failed" | "gone" | "expired" | "forbidden" }
  | { state: "here"; person: MemberSummary };

/** Summaries loaded while the page is open, so that each is loaded only once. */
const summaryCache = new Map<number, MemberSummary>();
const maxCachedSummaries = 200;

/** The member record of the current item's author, with its actions. It loads after the selection has rested. */
export function MemberPane({ memberId, article, context, back, revision, undone, onDecided }: Props) {
  const t = useTranslator();
  const [loaded, setLoaded] = useState<Loaded>({ state: "loading" });
  const [requestCount, setRequestCount] = useState(0);
  const ask = useCallback(() => {
    if (memberId) summaryCache.delete(memberId);
    setRequestCount((count) => count + 1);
  }, [memberId]);
  const loadedRevision = useRef(revision);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again, it loads again.
  useEffect(() => {
    if (loadedRevision.current !== revision) summaryCache.clear();
    loadedRevision.current = revision;
    if (!memberId) return;
    const known = summaryCache.get(memberId);
    if (known) {
      setLoaded({ state: "here", person: known });
      return;
    }
    // Keeps the shown summary of the same member until the new one is loaded.
    setLoaded((now) => (now.state === "here" && now.person.id === memberId ? now : { state: "loading" }));
    const stop = new AbortController();
    // Holding a key down passes many items, which need no request.
    const wait = setTimeout(async () => {
      const next = await fetchSummary(memberId, stop.signal);
      if (stop.signal.aborted || !next) return;
      if (next.state === "here") {
        if (summaryCache.size >= maxCachedSummaries) summaryCache.clear();
        summaryCache.set(memberId, next.person);
      }
      setLoaded(next);
    }, 80);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [memberId, requestCount, revision]);

  if (!memberId)
    return (
      <p className="record-empty">
        {memberId === undefined ? t("moderation.memberRecord.choose") : t.typeset("moderation.memberRecord.noAccount")}
      </p>
    );
  if (loaded.state === "loading")
    return (
      <div className="record-loading" role="status" aria-label={t("moderation.memberRecord.loading")}>
        {Array.from({ length: 7 }, (_, n) => `line-${n}`).map((line) => (
          <span key={line} />
        ))}
      </div>
    );
  if (loaded.state !== "here")
    return (
      <div className="record-empty" role="alert">
        <p>{t.typeset(`moderation.memberRecord.${loaded.state}`)}</p>
        {loaded.state === "failed" && (
          <button type="button" className="button" onClick={ask}>
            {t("moderation.memberRecord.retry")}
          </button>
        )}
        {loaded.state === "expired" && (
          <a href={`/login?next=${encodeURIComponent(back)}`}>{t("moderation.memberRecord.signIn")}</a>
        )}
      </div>
    );
  const { person } = loaded;
  return (
    <div className="record-pane" key={person.id}>
      <MemberHead person={person} t={t} />
      <MemberFacts person={person} />
      {person.noActionsReason ? (
        <p className="admin-detail">{person.noActionsReason}</p>
      ) : (
        <MemberActions
          memberId={person.id}
          name={person.name}
          article={article}
          version={person.version}
          actions={person.actions}
          context={context}
          back={back}
          undone={undone}
          onDone={(what) => {
            ask();
            onDecided?.(what, person.name);
          }}
        />
      )}
      <LinkedMembers person={person} />
      <MemberHistory person={person} t={t} maxEntries={5} />
      <p>
        <a href={person.page}>{t("moderation.memberRecord.openRecord")}</a>
      </p>
    </div>
  );
}

/** Undefined if the request was aborted. */
async function fetchSummary(memberId: number, signal: AbortSignal): Promise<Loaded | undefined> {
  try {
    const answer = await fetch(`/admin/moderation/members/${memberId}/summary`, { signal, cache: "no-store" });
    if (answer.ok) {
      const { barred, ...others }: SentMemberSummary = await answer.json();
      return { state: "here", person: { ...others, noActionsReason: barred } };
    }
    if (answer.status === 401) return { state: "expired" };
    if (answer.status === 403) return { state: "forbidden" };
    return { state: answer.status === 404 ? "gone" : "failed" };
  } catch {
    return signal.aborted ? undefined : { state: "failed" };
  }
}
