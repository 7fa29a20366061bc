import { type RefObject, useEffect, useRef } from "react";

/**
 * Ignores the second click of a double click on a button within the element of the returned ref: after the first one, the same button of
 * another comment may be under the pointer.
 */
export function useSingleClicks(): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = element;
    const ignore = (event: MouseEvent) => {
      if (event.detail < 2 || !(event.target instanceof Element) || !event.target.closest("button")) return;
      event.preventDefault();
      event.stopPropagation();
    };
    current?.addEventListener("click", ignore, true);
    return () => current?.removeEventListener("click", ignore, true);
  }, []);
  return element;
}
