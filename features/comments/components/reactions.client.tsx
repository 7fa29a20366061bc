"use client";

import {
  createContext,
  type FormEvent,
  type ReactNode,
  startTransition,
  useContext,
  useEffect,
  useOptimistic,
  useState,
} from "react";
import { FormNote } from "#components/ui/form-note.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { refreshViewer, useViewer } from "#features/auth/components/use-viewer.client.tsx";
import { idleState } from "#lib/action.ts";
import { reactAction } from "../actions.ts";

interface Reaction {
  on: boolean;
  count: number;
}

interface ReactionsState {
  label: string;
  /** By comment: reactions that are newer than the page. */
  known: ReadonlyMap<number, Reaction>;
  /** The last refusal and its comment. */
  refused?: { comment: number; message: string; see?: { href: string; label: string } | undefined };
}

const ReactionsContext = createContext<ReactionsState>({ label: "", known: new Map() });

/**
 * The form that all reaction buttons of a discussion share: a button submits its comment's id. Without JavaScript it posts; with it the
 * count changes at once.
 */
export function ReactionsProvider({ label, children }: { label: string; children: ReactNode }) {
  const [state, sendReaction] = useFormAction(reactAction, idleState);
  const [settled, setSettled] = useState<ReadonlyMap<number, Reaction>>(new Map());
  const [known, expect] = useOptimistic(settled, (now, next: [number, Reaction]) => new Map(now).set(...next));

  // Set during rendering, not in an effect: the count must not flicker back.
  const [answered, setAnswered] = useState<typeof state>(state);
  if (answered !== state) {
    setAnswered(state);
    if (state.status === "done") {
      const { comment, on, count } = state.value;
      setSettled(new Map(settled).set(comment, { on, count }));
    }
  }

  useEffect(() => {
    if (state.status === "done") refreshViewer();
  }, [state]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    const button = event.nativeEvent instanceof SubmitEvent ? event.nativeEvent.submitter : null;
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    const comment = Number(button.value);
    const wasPressed = button.getAttribute("aria-pressed");
    const on = wasPressed !== "true";
    const count = Number(button.dataset.count) + (on ? 1 : -1);
    const form = new FormData();
    form.set("comment", button.value);
    // The previous state is not known yet: the server toggles it.
    if (wasPressed !== null) form.set("on", on ? "1" : "0");
    startTransition(() => {
      expect([comment, { on, count: Math.max(0, count) }]);
      sendReaction(form);
    });
  };

  const refused =
    state.status === "refused"
      ? { comment: Number(state.typed.comment), message: state.message, see: state.helpLink }
      : undefined;
  return (
    <ReactionsContext value={{ label, known, refused }}>
      <form id="reactions" action={sendReaction} onSubmit={submit} hidden />
      {children}
    </ReactionsContext>
  );
}

/** The reaction button of one comment, pressed if the viewer reacted. Below the viewer's own comment it only shows the count. */
export function ReactionButton({ comment, count }: { comment: number; count: number }) {
  const { label, known, refused } = useContext(ReactionsContext);
  const viewerData = useViewer();
  // The form could not be rendered.
  if (label === "") return null;
  const now = known.get(comment);
  const shown = now?.count ?? count;
  const text = (
    <>
      {label}
      {shown > 0 && <span className="reaction-count">{shown}</span>}
    </>
  );
  if (viewerData?.comments.own.some(({ id }) => id === comment))
    return <span className="reaction reaction-own">{text}</span>;
  return (
    <>
      <button
        type="submit"
        form="reactions"
        name="comment"
        value={comment}
        className="reaction"
        aria-pressed={now?.on ?? viewerData?.reactions.includes(comment)}
        data-count={shown}
      >
        {text}
      </button>
      {refused?.comment === comment && refused.see && <FormNote link={refused.see}>{refused.message}</FormNote>}
      {refused?.comment === comment && !refused.see && (
        // biome-ignore lint/a11y/noAutofocus: as in FormAlert.
        <span role="alert" className="reaction-refused" tabIndex={-1} autoFocus>
          {refused.message}
        </span>
      )}
    </>
  );
}
