"use client";

import type { MouseEvent } from "react";

/**
 * A link to another sign-in page that passes on this page's destination. The page is the same for everyone, so the link
 * gets the destination when it is clicked. Without JavaScript the page server reads it from `Referer`.
 */
export function KeepNextLink({ href, label }: { href: string; label: string }) {
  const addNext = ({ currentTarget }: MouseEvent<HTMLAnchorElement>) => {
    const next = new URLSearchParams(location.search).get("next");
    if (next !== null) currentTarget.search = `?${new URLSearchParams({ next })}`;
  };
  return (
    <a href={href} onClick={addNext} onAuxClick={addNext}>
      {label}
    </a>
  );
}
