"use client";

import { Children, type ReactNode } from "react";
import { useScrollToAnswer } from "./use-scroll-to-answer.ts";

/**
 * Shows why a form was refused, announced by screen readers and scrolled into view; renders nothing without content. Without JavaScript the
 * page reloads and scrolls to it by its focus: React itself focuses only controls. `answer`: see `useScrollToAnswer`.
 */
export function FormAlert({ children, answer }: { children: ReactNode; answer?: object | undefined }) {
  // Each of several children may be empty.
  const hasContent = Children.toArray(children).length > 0;
  const element = useScrollToAnswer<HTMLParagraphElement>(hasContent, answer);
  if (!hasContent) return null;
  return (
    // biome-ignore lint/a11y/noAutofocus: it is what the reader has asked for by sending the form.
    <p ref={element} role="alert" className="form-alert" tabIndex={-1} autoFocus>
      {children}
    </p>
  );
}
