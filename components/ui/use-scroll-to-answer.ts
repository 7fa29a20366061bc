import { type RefObject, useLayoutEffect, useRef } from "react";
import { useFormStatus } from "react-dom";

/**
 * The last form sent without a response yet. Any other interaction resets it: a change saved automatically afterwards is not its response.
 */
let unansweredForm: EventTarget | null = null;
if (typeof document !== "undefined") {
  const note = ({ type, target }: Event) => {
    unansweredForm = type === "submit" ? target : null;
  };
  for (const type of ["submit", "input", "keydown", "pointerdown"])
    document.addEventListener(type, note, { capture: true });
}

/**
 * Scrolls the response to a form into view by as little as possible: the button below a long form leaves its head outside the viewport.
 * @param hasAnswer whether there is a response to show
 * @param answer a value that changes with each response, if the element belongs to another form than the one around it, or to one that
 *   React does not send
 * @returns a ref for the element that shows the response
 */
export function useScrollToAnswer<E extends HTMLElement>(hasAnswer: boolean, answer?: object): RefObject<E | null> {
  const element = useRef<E>(null);
  const { pending } = useFormStatus();
  // The same refusal a second time is a response too.
  const trigger = answer ?? pending;
  useLayoutEffect(() => {
    if (trigger === true || !hasAnswer || !unansweredForm) return;
    if (trigger === false && element.current?.closest("form") !== unansweredForm) return;
    unansweredForm = null;
    element.current?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }, [trigger, hasAnswer]);
  return element;
}
