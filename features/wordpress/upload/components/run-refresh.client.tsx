"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const refreshMs = 3_000;

/** Renders the page again every few seconds while an import runs and the page is seen. */
export function RunRefresh() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, refreshMs);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
