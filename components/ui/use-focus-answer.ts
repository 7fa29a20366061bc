import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * Moves the focus to the element that shows the response to a form, if the control that had it is gone: otherwise Tab would start again at
 * the top of the page, and a screen reader would lose its place. A response with which the page was loaded moves nothing.
 * @param answer a value that changes with each response; undefined until it is shown
 * @returns a ref for the element, which needs `tabIndex={-1}`
 */
export function useFocusAnswer<E extends HTMLElement>(answer: object | undefined): RefObject<E | null> {
  const element = useRef<E>(null);
  const before = useRef(answer);
  useLayoutEffect(() => {
    if (answer === before.current) return;
    before.current = answer;
    const { activeElement, body } = document;
    if (answer && (activeElement === null || activeElement === body)) element.current?.focus();
  }, [answer]);
  return element;
}
