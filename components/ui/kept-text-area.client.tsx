"use client";

import { type ComponentProps, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";

/**
 * A text area that keeps what was typed before its script was there. React writes the first text over it when it takes over what the server
 * sent (inputs it spares): a slow page would lose words.
 */
export function KeptTextArea({ ref, ...area }: ComponentProps<"textarea"> & { id: string }) {
  const element = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => element.current as HTMLTextAreaElement, []);
  // While the page is taken over this runs before React has touched the element; elsewhere there is none yet, or another page's.
  const [sent] = useState(() => whatStands(area.id));
  useLayoutEffect(() => {
    const own = element.current;
    if (!own || !sent || sent.element !== own) return;
    const hadFocus = document.activeElement === own;
    if (own.value === sent.typed) {
      // Written over with its own text, it has lost what was selected in it: the next key must not go to its beginning.
      if (hadFocus && own.selectionEnd === 0) own.setSelectionRange(sent.from, sent.to);
      return;
    }
    own.value = sent.typed;
    if (hadFocus) own.setSelectionRange(sent.from, sent.to);
    // Whoever listens for changes has not heard of these; all are listening once this task has ended.
    queueMicrotask(() => own.dispatchEvent(new InputEvent("input", { bubbles: true })));
  }, [sent]);
  return <textarea {...area} ref={element} />;
}

function whatStands(id: string) {
  if (typeof document === "undefined") return undefined;
  const element = document.getElementById(id);
  if (!(element instanceof HTMLTextAreaElement)) return undefined;
  return { element, typed: element.value, from: element.selectionStart, to: element.selectionEnd };
}
