import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * Moves the focus to the element that shows the result of a form, if the control that had the focus is gone: otherwise Tab
 * would start again at the top of the page, and a screen reader would lose its place. If the page was loaded with the
 * result, the focus stays where it is.
 * @param result a value that changes with each result; undefined until one is shown
 * @returns a ref for the element, which needs `tabIndex={-1}`
 */
export function useFocusOnResult<E extends HTMLElement>(result: object | undefined): RefObject<E | null> {
  const element = useRef<E>(null);
  const before = useRef(result);
  useLayoutEffect(() => {
    if (result === before.current) return;
    before.current = result;
    const { activeElement, body } = document;
    if (result && (activeElement === null || activeElement === body)) element.current?.focus();
  }, [result]);
  return element;
}
