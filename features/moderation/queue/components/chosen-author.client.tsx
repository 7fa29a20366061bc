"use client";

import { useSyncExternalStore } from "react";
import type { ActDone } from "#features/moderation/person/components/member-acts.client.tsx";
import { MemberPane } from "#features/moderation/person/components/member-pane.client.tsx";
import type { PaneLabels } from "#features/moderation/person/labels.ts";

/** Who wrote the chosen comment (null: nobody with an account), and how much was decided on this page. */
interface Chosen {
  memberId: number | null | undefined;
  revision: number;
  /** The last decision that the list undid. */
  undone?: number;
}

// The list and the third pane are two trees of one page: what is chosen in one is shown in the other, and what is decided there changes it.
const nobody: Chosen = { memberId: undefined, revision: 0 };
let chosen = nobody;
const listeners = new Set<() => void>();
/** Called after a decision in the pane, or its undo: what it was, and about whom. */
export const afterPane = new Set<(what: ActDone, name: string) => void>();

function change(next: Partial<Chosen>): void {
  chosen = { ...chosen, ...next };
  for (const listener of listeners) listener();
}

export const chooseAuthor = (memberId: number | null | undefined) => {
  if (memberId !== chosen.memberId) change({ memberId });
};
/** What the pane has kept may no longer be true; what was undone in the list can no longer be undone in the pane. */
export const authorsChanged = (undone?: number) =>
  change({ revision: chosen.revision + 1, ...(undone !== undefined && { undone }) });

const follow = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};
const tellList = (what: ActDone, name: string) => {
  for (const listener of afterPane) listener(what, name);
};

/** The third pane: who wrote the chosen comment. */
export function ChosenAuthor({ labels, title, here }: { labels: PaneLabels; title: string; here: string }) {
  const { memberId, revision, undone } = useSyncExternalStore(
    follow,
    () => chosen,
    () => nobody,
  );
  return (
    <section className="queue-person" aria-label={title}>
      <MemberPane
        memberId={memberId}
        labels={labels}
        back={here}
        revision={revision}
        undone={undone}
        onDecided={tellList}
      />
    </section>
  );
}
