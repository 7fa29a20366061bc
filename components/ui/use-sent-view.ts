import { type RefObject, useLayoutEffect, useRef } from "react";
import { useFormStatus } from "react-dom";

/** The form that was sent last and has not been answered yet: what saves by itself, while somebody types, sends none. */
let sent: EventTarget | null = null;
if (typeof document !== "undefined") {
  const note = ({ target }: Event) => {
    sent = target;
  };
  document.addEventListener("submit", note, { capture: true });
}

/**
 * Brings the answer to a form that was sent into view, by as little as it takes: a button below a long form leaves its head out of sight.
 * @param says whether there is an answer to be seen
 * @returns a ref for the element that shows it, within its form
 */
export function useSentView<E extends HTMLElement>(says: boolean): RefObject<E | null> {
  const element = useRef<E>(null);
  // The same refusal a second time is an answer too.
  const { pending } = useFormStatus();
  useLayoutEffect(() => {
    if (pending || !says || !sent || element.current?.closest("form") !== sent) return;
    sent = null;
    element.current.scrollIntoView({ block: "nearest", behavior: "instant" });
  }, [pending, says]);
  return element;
}
