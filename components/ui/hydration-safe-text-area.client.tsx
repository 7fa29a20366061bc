"use client";

import { type ComponentProps, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { watchHydration } from "./watch-hydration.ts";

/**
 * A text area that keeps what was typed before its script was there. React writes the first text over it when it takes over what the server
 * sent (inputs it spares): a slow page would lose words.
 */
export function HydrationSafeTextArea({ ref, ...area }: ComponentProps<"textarea"> & { id: string }) {
  const element = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => element.current as HTMLTextAreaElement, []);
  // While the page is taken over this runs before React has touched the element; elsewhere there is none yet, or another page's.
  const [watch] = useState(() => {
    if (typeof document === "undefined") return undefined;
    const sent = document.getElementById(area.id);
    return sent instanceof HTMLTextAreaElement ? watchHydration(sent) : undefined;
  });
  useLayoutEffect(() => {
    const own = element.current;
    if (!own || watch?.element !== own) return;
    // Whoever listens for changes has not heard of what was typed; all are listening once this task has ended.
    if (watch.end()) queueMicrotask(() => own.dispatchEvent(new InputEvent("input", { bubbles: true })));
  }, [watch]);
  return <textarea {...area} ref={element} />;
}
