"use client";

import { Children, type ReactNode } from "react";
import { useScrollToAnswer } from "./use-scroll-to-answer.ts";

/**
 * Why a form was refused, said at once by screen readers and brought into view. Nothing while there is nothing to say. Without JavaScript
 * the page comes anew and opens here, however long it is: React itself focuses controls only. `answer`: see `useScrollToAnswer`.
 */
export function FormAlert({ children, answer }: { children: ReactNode; answer?: object | undefined }) {
  // Of several parts each may have nothing to say.
  const says = Children.toArray(children).length > 0;
  const element = useScrollToAnswer<HTMLParagraphElement>(says, answer);
  if (!says) return null;
  return (
    // biome-ignore lint/a11y/noAutofocus: it is what the reader has asked for by sending the form.
    <p ref={element} role="alert" className="form-alert" tabIndex={-1} autoFocus>
      {children}
    </p>
  );
}
