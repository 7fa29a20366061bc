"use client";

import type { MouseEvent } from "react";

/**
 * A link to another sign-in page, which keeps the destination of this one. The page is the same for everyone, so the
 * destination is known at the click. Without JavaScript the site reads it from `Referer`.
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
