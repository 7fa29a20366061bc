"use client";

import type { ReactNode } from "react";
import { type LinkAct, stepValue } from "#lib/link-rows.ts";

interface Props {
  id: string;
  /** The setting's key. */
  of: string;
  act: LinkAct;
  at: number;
  /** Takes the step where there is a script; without one the form is sent, and comes back with the step taken. */
  take: () => void;
  /** The id of what one goes on with after the site took a step. */
  focused: string | undefined;
  label?: string;
  /** Leads nowhere from here. Not `disabled`: whoever moved a row to its end by keyboard stays on the button. */
  off?: boolean;
  children: ReactNode;
}

/** A step in a list that is a part of a form. */
export function StepButton({ id, of, act, at, take, focused, label, off, children }: Props) {
  return (
    <button
      type="submit"
      id={id}
      name="step"
      value={stepValue(of, { act, at })}
      aria-disabled={off}
      aria-label={label}
      // biome-ignore lint/a11y/noAutofocus: without a script the page comes anew, and one goes on where one was.
      autoFocus={focused === id}
      onClick={(event) => {
        event.preventDefault();
        if (!off) take();
      }}
    >
      {children}
    </button>
  );
}
