"use client";

import { useEffect } from "react";

/** Has the page show the colours that are stored now: React adds the style sheet of new ones, and never takes away the one before. */
export function ThemeStylesheetSwitch({ address }: { address: string }) {
  useEffect(() => {
    // Not removed: whoever goes back to these colours gets them from it.
    for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"][href^="/look/"]'))
      link.disabled = link.getAttribute("href") !== address;
  }, [address]);
  return null;
}
