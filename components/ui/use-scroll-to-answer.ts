import { type RefObject, useLayoutEffect, useRef } from "react";
import { useFormStatus } from "react-dom";

/** The form that was sent last and has not been answered yet. Whoever does anything else has gone on: what saves by itself then is no answer. */
let unansweredForm: EventTarget | null = null;
if (typeof document !== "undefined") {
  const note = ({ type, target }: Event) => {
    unansweredForm = type === "submit" ? target : null;
  };
  for (const type of ["submit", "input", "keydown", "pointerdown"])
    document.addEventListener(type, note, { capture: true });
}

/**
 * Brings the answer to a form that was sent into view, by as little as it takes: a button below a long form leaves its head out of sight.
 * @param says whether there is an answer to be seen
 * @param answer what changes with each answer, where the element belongs to another form than the one around it, or to one that React does
 *   not send
 * @returns a ref for the element that shows it
 */
export function useScrollToAnswer<E extends HTMLElement>(says: boolean, answer?: object): RefObject<E | null> {
  const element = useRef<E>(null);
  const { pending } = useFormStatus();
  // The same refusal a second time is an answer too.
  const turn = answer ?? pending;
  useLayoutEffect(() => {
    if (turn === true || !says || !unansweredForm) return;
    if (turn === false && element.current?.closest("form") !== unansweredForm) return;
    unansweredForm = null;
    element.current?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }, [turn, says]);
  return element;
}
