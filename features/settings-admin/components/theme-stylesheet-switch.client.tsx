"use client";

import { useEffect } from "react";

/** Applies the stored colours to the page: React adds the new style sheet but never removes the former one. */
export function ThemeStylesheetSwitch({ address }: { address: string }) {
  useEffect(() => {
    // Not removed: if the same colours are chosen again, React does not add it again.
    for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"][href^="/look/"]'))
      link.disabled = link.getAttribute("href") !== address;
  }, [address]);
  return null;
}
