"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { refreshIfReachable } from "#components/ui/refresh-if-reachable.ts";

const refreshMs = 60_000;

interface Props {
  /** How old the examination was when this was rendered. */
  ageMs: number;
  /** From this age on, the figures are not to be trusted. */
  staleMs: number;
}

/**
 * Renders the page again each minute while it is seen: the position and open tables stay. If that fails for long, the
 * figures are greyed as if the examinations had stopped.
 */
export function HealthRefresh({ ageMs, staleMs }: Props) {
  const router = useRouter();
  const refresh = useEffectEvent(() => {
    if (document.visibilityState === "visible") void refreshIfReachable(router);
  });
  useEffect(() => {
    const since = performance.now();
    const look = () => {
      const isStale = ageMs + performance.now() - since >= staleMs;
      document.querySelector(".health")?.toggleAttribute("data-stale", isStale);
    };
    look();
    const timer = setInterval(look, 10_000);
    return () => clearInterval(timer);
  }, [ageMs, staleMs]);
  useEffect(() => {
    const timer = setInterval(() => refresh(), refreshMs);
    const onVisible = () => refresh();
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, []);
  return null;
}
