"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { refreshIfReachable } from "#components/ui/refresh-if-reachable.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";

const refreshMs = 3_000;

/** Renders the page again every few seconds while an import runs and the page is visible. Says if the site is down. */
export function RunRefresh() {
  const t = useTranslator();
  const router = useRouter();
  const [isReachable, setIsReachable] = useState(true);
  useEffect(() => {
    let isAsking = false;
    const timer = setInterval(async () => {
      if (isAsking || document.visibilityState !== "visible") return;
      isAsking = true;
      setIsReachable(await refreshIfReachable(router));
      isAsking = false;
    }, refreshMs);
    return () => clearInterval(timer);
  }, [router]);
  return <p role="status">{isReachable ? "" : t.typeset("imports.refresh.unreachable")}</p>;
}
