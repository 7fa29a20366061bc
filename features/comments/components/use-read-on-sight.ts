import { useEffect } from "react";
import type { UnreadList } from "../visits/unread.ts";

/** How long a comment stays in the middle of the window before it counts as read (ms). */
const readAfterMs = 2_000;

/** Marks the new comments of the page as read once they have been in the middle of the window for a moment. */
export function useReadOnSight(onPage: readonly number[], markRead: (comment: number) => void): void {
  useEffect(() => {
    const timers = new Map<Element, ReturnType<typeof setTimeout>>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          clearTimeout(timers.get(target));
          if (!isIntersecting) continue;
          const mark = () => {
            if (document.visibilityState === "visible") markRead(Number(target.id.slice("comment-".length)));
          };
          timers.set(target, setTimeout(mark, readAfterMs));
        }
      },
      { rootMargin: "-30% 0px" },
    );
    for (const id of onPage) {
      const comment = document.getElementById(`comment-${id}`);
      if (comment) observer.observe(comment);
    }
    return () => {
      observer.disconnect();
      for (const timer of timers.values()) clearTimeout(timer);
    };
  }, [onPage, markRead]);
}

/**
 * Finds where the reader is among the new comments: at the current one if it is in view, else at the last one whose top is above the middle
 * of the window. `isBetween`: that one is out of view, so the previous one is itself.
 */
export function findPosition(
  { items, start }: UnreadList,
  onPage: readonly number[],
  current: number | undefined,
): { position: number; isBetween: boolean } {
  const boxOf = (id: number) => visibleBox(document.getElementById(`comment-${id}`));
  const isInView = (box: DOMRect | undefined) => box !== undefined && box.bottom > 0 && box.top < innerHeight;
  const indexOf = (id: number) => items.findIndex((item) => item.id === id);
  if (current !== undefined && onPage.includes(current) && isInView(boxOf(current)))
    return { position: indexOf(current), isBetween: false };
  const above = onPage.findLast((id) => (boxOf(id)?.top ?? Number.POSITIVE_INFINITY) < innerHeight / 2);
  if (above === undefined) return { position: start, isBetween: true };
  return { position: indexOf(above), isBetween: !isInView(boxOf(above)) };
}

/** The box of a comment, or of the closed fold that holds it. */
function visibleBox(comment: Element | null): DOMRect | undefined {
  let shown = comment;
  for (
    let fold = shown?.closest("details:not([open])");
    fold;
    fold = fold.parentElement?.closest("details:not([open])")
  )
    shown = fold;
  return shown?.getBoundingClientRect();
}
