import { type RefObject, useLayoutEffect } from "react";

/** Distance (px) from the text and from the edges of the window. */
const gap = 8;

interface Box {
  left: number;
  top: number;
  bottom: number;
}

/** Keeps an element of the editor beside a place in the text, also while the page scrolls. `findBox` returns null where there is none. */
export function useFloating(
  element: RefObject<HTMLElement | null>,
  findBox: () => Box | null,
  side: "above" | "below",
): void {
  // Without dependencies: the place moves with each change of the text.
  useLayoutEffect(() => {
    const place = () => {
      const node = element.current;
      const box = findBox();
      if (!node || !box) return;
      const { width, height } = node.getBoundingClientRect();
      const tools = node.closest(".editor-toolbar")?.getBoundingClientRect().bottom ?? 0;
      const above = box.top - height - gap;
      const below = box.bottom + gap;
      const fits = below + height + gap <= innerHeight || above < tools;
      const top = side === "above" ? Math.max(above, tools + gap / 2) : fits ? below : above;
      node.style.top = `${top}px`;
      node.style.left = `${Math.max(gap, Math.min(box.left, innerWidth - width - gap))}px`;
      // The place is scrolled out of sight below the tools or the window; a bar above it must not stand alone.
      const covered = side === "above" ? tools + height : tools;
      node.style.visibility = box.bottom < covered || box.top > innerHeight ? "hidden" : "visible";
    };
    place();
    addEventListener("scroll", place, { capture: true, passive: true });
    addEventListener("resize", place);
    return () => {
      removeEventListener("scroll", place, { capture: true });
      removeEventListener("resize", place);
    };
  });
}
