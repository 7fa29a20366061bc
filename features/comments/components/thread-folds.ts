/** Folding threads by keys and by their lines, and unfolding them for a comment to which the reader goes. */

/** Opens the folds around an element, and the thread of a comment, so that it can be scrolled to and focused. Returns whether one was closed. */
export function openFolds(element: Element): boolean {
  const folds = [...listFoldsAround(element), findOwnFold(element)].filter((fold) => fold?.open === false);
  for (const fold of folds) if (fold) fold.open = true;
  return folds.length > 0;
}

function listFoldsAround(element: Element): HTMLDetailsElement[] {
  const fold = element.closest<HTMLDetailsElement>("details:not([open])");
  return fold?.parentElement ? [fold, ...listFoldsAround(fold.parentElement)] : [];
}

/** The thread below a comment; null if it has no replies. */
const findOwnFold = (comment: Element): HTMLDetailsElement | null =>
  comment.parentElement?.querySelector<HTMLDetailsElement>(":scope > .thread-fold") ?? null;

/**
 * Folds the comment at which the reader is, with its replies, or unfolds it. A comment without replies is folded with the one that it
 * answers. `isWhole`: the whole thread around it instead. Returns false if there is nothing to fold.
 */
export function toggleFoldInView(isWhole: boolean): boolean {
  const target = findFoldTarget();
  const fold = (target && findOwnFold(target)) ?? target?.closest<HTMLDetailsElement>(".thread-fold");
  if (!fold) return false;
  toggleFold(isWhole ? findOutermost(fold) : fold);
  return true;
}

function findOutermost(fold: HTMLDetailsElement): HTMLDetailsElement {
  const outer = fold.parentElement?.closest<HTMLDetailsElement>(".thread-fold");
  return outer ? findOutermost(outer) : fold;
}

/** The comment or thread with the focus, if it is in view; else the last comment whose top is above the middle of the window. */
function findFoldTarget(): Element | undefined {
  const isInView = (element: Element) => {
    const { top, bottom, height } = element.getBoundingClientRect();
    return height > 0 && bottom > 0 && top < innerHeight;
  };
  const focused = document.activeElement;
  const own = focused?.closest("article.comment") ?? focused?.closest(".thread-fold");
  if (focused && own && isInView(focused)) return own;
  return [...document.querySelectorAll("article.comment")].findLast(
    (comment) => isInView(comment) && comment.getBoundingClientRect().top < innerHeight / 2,
  );
}

/** Folds or unfolds a thread. Moves the focus to its line, where the same key undoes it, and keeps the line in view. */
function toggleFold(fold: HTMLDetailsElement): void {
  fold.open = !fold.open;
  fold.querySelector("summary")?.focus({ preventScroll: true });
  const comment = fold.parentElement?.querySelector(":scope > .comment");
  const top = comment?.getBoundingClientRect().top ?? 0;
  if (top < 0 || top > innerHeight) comment?.scrollIntoView({ block: "start", behavior: "instant" });
}

/**
 * Folds a thread at a click on the line beside its replies, where there is a mouse, and unfolds a thread before the reader follows a link
 * to a comment inside. Returns the function that stops both.
 */
export function watchThreadFolds(): () => void {
  const click = ({ target }: MouseEvent) => {
    if (!(target instanceof Element)) return;
    const fold = target.matches("ol.replies") && target.closest<HTMLDetailsElement>(".thread-fold");
    // Selecting text from one reply to another ends in a click on what is around both.
    const isSelecting = getSelection()?.type === "Range";
    if (fold && !isSelecting && matchMedia("(hover: hover)").matches) toggleFold(fold);
    const link = target.closest("a");
    if (link?.hash && link.pathname === location.pathname && link.search === location.search) openFoldsFor(link.hash);
  };
  const followAddress = () => openFoldsFor(location.hash)?.scrollIntoView();
  document.addEventListener("click", click);
  addEventListener("hashchange", followAddress);
  return () => {
    document.removeEventListener("click", click);
    removeEventListener("hashchange", followAddress);
  };
}

/** Opens the folds around what an anchor names, and returns it; undefined if none was closed. */
function openFoldsFor(hash: string): Element | undefined {
  const target = document.getElementById(hash.slice(1));
  return target && openFolds(target) ? target : undefined;
}
