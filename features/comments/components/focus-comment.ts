import { openFolds } from "./thread-folds.ts";

/** A comment higher than this share of the window is shown from its beginning, others with what is around them. */
const tallShare = 0.6;

/**
 * Moves the reader to a comment of the page: opens the folds around it, names it in the address (without another entry in the history) and
 * focuses it, so that a screen reader reads on from there.
 */
export function focusComment(id: number): void {
  const comment = document.getElementById(`comment-${id}`);
  if (!comment) return;
  openFolds(comment);
  location.replace(`#${comment.id}`);
  giveFocus(comment);
  const isTall = comment.offsetHeight > innerHeight * tallShare;
  // At once: the next key counts from where the reader then is.
  comment.scrollIntoView({ block: isTall ? "start" : "center", behavior: "instant" });
}

/** Focuses the comment at which the reader has just arrived from another page, unless something else already has the focus. */
export function focusArrival(id: number): void {
  const comment = document.getElementById(`comment-${id}`);
  if (comment && document.activeElement === document.body) giveFocus(comment);
}

function giveFocus(comment: HTMLElement): void {
  comment.tabIndex = -1;
  comment.setAttribute("aria-label", describeComment(comment));
  comment.focus({ preventScroll: true });
}

/** The name, the date and the marks of a comment, as one line. */
function describeComment(comment: HTMLElement): string {
  const parts = [...(comment.querySelector(".comment-head")?.children ?? [])];
  return parts.map((part) => part.textContent?.trim()).join(", ");
}
