"use client";

import { Fragment, type ReactNode, useLayoutEffect, useRef, useState } from "react";

/**
 * The whole of a page. Next keeps the pages before it in the document, hidden (`cacheComponents`); this one is then emptied, and drawn afresh
 * when one returns: otherwise its `<main>`, its ids, its labels and what was typed into it would be there a second time.
 */
export function UnmountWhenHidden({ children }: { children: ReactNode }) {
  // Odd while the page is hidden.
  const [turn, setTurn] = useState(0);
  const isHidden = useRef(false);
  // React runs the cleanup of layout effects when it hides a page, and the effects when it shows it again.
  useLayoutEffect(() => {
    if (isHidden.current) setTurn((before) => before + 1);
    isHidden.current = false;
    return () => {
      isHidden.current = true;
      setTurn((before) => before + 1);
    };
  }, []);
  return turn % 2 === 0 ? <Fragment key={turn}>{children}</Fragment> : null;
}
