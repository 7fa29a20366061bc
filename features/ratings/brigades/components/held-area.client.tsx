"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useActionState, useContext, useEffect, useRef, useState } from "react";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { decideAction } from "#features/moderation/actions.ts";
import { Decided } from "#features/moderation/components/decided.client.tsx";
import { idle } from "#lib/action.ts";
import { decideHeldVotes } from "../actions.ts";
import { heldVotesPath } from "../rules.ts";

const Tell = createContext<(decision: number) => void>(() => {});

interface AreaProps {
  labels: { done: string; undo: string; undone: string };
  /** The decision that was just taken without a script. */
  done?: number | undefined;
  children: ReactNode;
}

/** Around the votes: what was decided last stays in sight with its undo, also once its vote has gone from the list. */
export function HeldArea({ labels, done, children }: AreaProps) {
  const router = useRouter();
  const [last, setLast] = useState(done);
  const tell = useRef((decision: number) => {
    setLast(decision);
    router.refresh();
  });
  return (
    <Tell value={tell.current}>
      {last !== undefined && (
        <div className="held-done">
          <Decided key={last} decision={last} labels={labels} back={heldVotesPath} onDone={() => router.refresh()} />
        </div>
      )}
      {children}
    </Tell>
  );
}

export interface HeldLabels {
  release: string;
  discard: string;
  sending: string;
}

/** What one decides about one vote. */
export function VoteActs({
  vote,
  labels,
  name,
}: {
  vote: { id: number; version: number };
  labels: HeldLabels;
  name: string;
}) {
  const [state, act, pending] = useActionState(decideAction, idle);
  useTold(state.status === "done" ? state.value.decision : undefined);
  return (
    <form action={act}>
      <input type="hidden" name="kind" value="vote" />
      <input type="hidden" name="id" value={vote.id} />
      <input type="hidden" name="expectedVersion" value={vote.version} />
      <input type="hidden" name="back" value={heldVotesPath} />
      {state.status === "refused" && <FormAlert>{state.message}</FormAlert>}
      <Buttons labels={labels} pending={pending} name={name} />
    </form>
  );
}

/** What one decides about all of an article's at once. */
export function AllVotesActs({ article, upTo, labels }: { article: number; upTo: string; labels: HeldLabels }) {
  const [state, act, pending] = useActionState(decideHeldVotes, idle);
  useTold(state.status === "done" ? state.value.decision : undefined);
  return (
    <form action={act} className="held-acts">
      <input type="hidden" name="article" value={article} />
      <input type="hidden" name="upTo" value={upTo} />
      {state.status === "refused" && <FormAlert>{state.message}</FormAlert>}
      <Buttons labels={labels} pending={pending} />
    </form>
  );
}

/** `name`: whose vote it is, for who hears the button without its row. */
function Buttons({ labels, pending, name }: { labels: HeldLabels; pending: boolean; name?: string }) {
  return (["release", "discard"] as const).map((action) => (
    <button
      key={action}
      type="submit"
      name="action"
      value={action}
      className="button"
      aria-disabled={pending}
      aria-label={name && `${labels[action]}, ${name}`}
    >
      {pending ? labels.sending : labels[action]}
    </button>
  ));
}

function useTold(decision: number | undefined) {
  const tell = useContext(Tell);
  useEffect(() => {
    if (decision !== undefined) tell(decision);
  }, [decision, tell]);
}
