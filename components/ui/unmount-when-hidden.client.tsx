"use client";

import { Fragment, type ReactNode, useLayoutEffect, useRef, useState } from "react";

/**
 * Wraps a whole page. After a navigation Next keeps previous pages hidden in the document (`cacheComponents`). This unmounts a hidden page
 * and renders it again when it is shown: otherwise its `<main>`, ids, labels and typed values would be in the document twice.
 */
export function UnmountWhenHidden({ children }: { children: ReactNode }) {
  // Odd while the page is hidden.
  const [visibilityChanges, setVisibilityChanges] = useState(0);
  const isHidden = useRef(false);
  // React runs the cleanup of layout effects when it hides a page, and the effects when it shows it again.
  useLayoutEffect(() => {
    if (isHidden.current) setVisibilityChanges((before) => before + 1);
    isHidden.current = false;
    return () => {
      isHidden.current = true;
      setVisibilityChanges((before) => before + 1);
    };
  }, []);
  return visibilityChanges % 2 === 0 ? <Fragment key={visibilityChanges}>{children}</Fragment> : null;
}
