"use client";

import { useSyncExternalStore } from "react";
import type { MemberActionResult } from "#features/moderation/member-record/components/member-actions.client.tsx";
import { MemberPane } from "#features/moderation/member-record/components/member-pane.client.tsx";
import type { SanctionContext } from "#features/moderation/member-record/sanction-context.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";

/** The author of the current comment (null: no account). `revision` counts the decisions made on the page. */
interface SelectedAuthor {
  memberId: number | null | undefined;
  /** The title of the comment's article. */
  article?: string | undefined;
  revision: number;
  /** The last decision that was undone in the list. */
  undone?: number;
}

// The list and the author pane are two React trees of one page. They share the current author and each other's decisions.
const noAuthor: SelectedAuthor = { memberId: undefined, revision: 0 };
let selectedAuthor = noAuthor;
const listeners = new Set<() => void>();
/** Called after a decision in the pane, or its undo, with the member's name. */
export const paneListeners = new Set<(what: MemberActionResult, name: string) => void>();

function updateAuthor(next: Partial<SelectedAuthor>): void {
  selectedAuthor = { ...selectedAuthor, ...next };
  for (const listener of listeners) listener();
}

export const selectAuthor = (memberId: number | null | undefined, article: string | undefined) => {
  if (memberId !== selectedAuthor.memberId || article !== selectedAuthor.article) updateAuthor({ memberId, article });
};
/** Invalidates the pane's cached summaries, and its undo of a decision that the list has undone. */
export const invalidateAuthors = (undone?: number) =>
  updateAuthor({ revision: selectedAuthor.revision + 1, ...(undone !== undefined && { undone }) });

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};
const notifyList = (what: MemberActionResult, name: string) => {
  for (const listener of paneListeners) listener(what, name);
};

/** The pane with the member record of the current comment's author. */
export function AuthorPane({ context, here }: { context: SanctionContext; here: string }) {
  const t = useTranslator();
  const { memberId, article, revision, undone } = useSyncExternalStore(
    subscribe,
    () => selectedAuthor,
    () => noAuthor,
  );
  return (
    <section className="queue-author-pane" aria-label={t("moderation.queue.authorPane")}>
      <MemberPane
        memberId={memberId}
        article={article}
        context={context}
        back={here}
        revision={revision}
        undone={undone}
        onDecided={notifyList}
      />
    </section>
  );
}
