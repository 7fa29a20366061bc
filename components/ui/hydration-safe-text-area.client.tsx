"use client";

import { type ComponentProps, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { watchHydration } from "./watch-hydration.ts";

/**
 * A text area that keeps what was typed before hydration. React would overwrite it with the initial value when it hydrates (it spares
 * inputs): words typed on a slow page would be lost.
 */
export function HydrationSafeTextArea({ ref, ...area }: ComponentProps<"textarea"> & { id: string }) {
  const element = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => element.current as HTMLTextAreaElement, []);
  // During hydration this runs before React has touched the element; elsewhere there is none yet, or another page's.
  const [watch] = useState(() => {
    if (typeof document === "undefined") return undefined;
    const serverElement = document.getElementById(area.id);
    return serverElement instanceof HTMLTextAreaElement ? watchHydration(serverElement) : undefined;
  });
  useLayoutEffect(() => {
    const textArea = element.current;
    if (!textArea || watch?.element !== textArea) return;
    // Listeners have missed what was typed; all are attached once this task has ended.
    if (watch.end()) queueMicrotask(() => textArea.dispatchEvent(new InputEvent("input", { bubbles: true })));
  }, [watch]);
  return <textarea {...area} ref={element} />;
}
