"use client";

import { type ReactNode, useEffect, useRef } from "react";
import type { FormState } from "#lib/action.ts";

interface Props {
  title: string;
  /** The names of the fields inside: the section opens when one of them is refused. */
  fields: readonly string[];
  state: FormState<unknown>;
  /** Whether a field differs from the settings of a new feed: then the section is open. */
  isChanged: boolean;
  children: ReactNode;
}

/** A collapsible section of settings that are rarely used. */
export function PolicySection({ title, fields, state, isChanged, children }: Props) {
  const element = useRef<HTMLDetailsElement>(null);
  const isRefused = state.status === "refused" && fields.some((name) => state.fields[name] !== undefined);
  // Each refusal opens it, also after it was closed by hand.
  useEffect(() => {
    if (element.current && state.status === "refused" && isRefused) element.current.open = true;
  }, [state, isRefused]);
  return (
    <details ref={element} className="feed-more" open={isChanged || isRefused}>
      <summary>{title}</summary>
      <div className="feed-group">{children}</div>
    </details>
  );
}
