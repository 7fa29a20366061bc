"use client";

import { useSyncExternalStore } from "react";
import type { MemberActionResult } from "#features/moderation/member-record/components/member-actions.client.tsx";
import { MemberPane } from "#features/moderation/member-record/components/member-pane.client.tsx";
import type { SanctionContext } from "#features/moderation/member-record/sanction-context.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";

/** Who wrote the chosen comment (null: nobody with an account), and how much was decided on this page. */
interface SelectedAuthor {
  memberId: number | null | undefined;
  revision: number;
  /** The last decision that the list undid. */
  undone?: number;
}

// The list and the third pane are two trees of one page: what is chosen in one is shown in the other, and what is decided there changes it.
const noAuthor: SelectedAuthor = { memberId: undefined, revision: 0 };
let selectedAuthor = noAuthor;
const listeners = new Set<() => void>();
/** Called after a decision in the pane, or its undo: what it was, and about whom. */
export const paneListeners = new Set<(what: MemberActionResult, name: string) => void>();

function updateAuthor(next: Partial<SelectedAuthor>): void {
  selectedAuthor = { ...selectedAuthor, ...next };
  for (const listener of listeners) listener();
}

export const selectAuthor = (memberId: number | null | undefined) => {
  if (memberId !== selectedAuthor.memberId) updateAuthor({ memberId });
};
/** What the pane has kept may no longer be true; what was undone in the list can no longer be undone in the pane. */
export const invalidateAuthors = (undone?: number) =>
  updateAuthor({ revision: selectedAuthor.revision + 1, ...(undone !== undefined && { undone }) });

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};
const notifyList = (what: MemberActionResult, name: string) => {
  for (const listener of paneListeners) listener(what, name);
};

/** The third pane: who wrote the chosen comment. */
export function AuthorPane({ context, here }: { context: SanctionContext; here: string }) {
  const t = useTranslator();
  const { memberId, revision, undone } = useSyncExternalStore(
    subscribe,
    () => selectedAuthor,
    () => noAuthor,
  );
  return (
    <section className="queue-author-pane" aria-label={t("moderation.queue.authorPane")}>
      <MemberPane
        memberId={memberId}
        context={context}
        back={here}
        revision={revision}
        undone={undone}
        onDecided={notifyList}
      />
    </section>
  );
}
