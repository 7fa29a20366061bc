"use client";

import type { ReactNode } from "react";
import { formatStep, type LinkAction } from "#features/settings/navigation/link-rows.ts";

interface Props {
  id: string;
  /** The setting's key. */
  settingKey: string;
  act: LinkAction;
  at: number;
  /** Takes the step where there is a script; without one the form is sent, and comes back with the step taken. */
  onStep: () => void;
  /** The id of what one goes on with after the site took a step. */
  focused: string | undefined;
  label?: string;
  /** Leads nowhere from here. Not `disabled`: whoever moved a row to its end by keyboard stays on the button. */
  isDisabled?: boolean;
  children: ReactNode;
}

/** A step in a list that is a part of a form. */
export function StepButton({
  id,
  settingKey,
  act: action,
  at: index,
  onStep,
  focused,
  label,
  isDisabled,
  children,
}: Props) {
  return (
    <button
      type="submit"
      id={id}
      name="step"
      value={formatStep(settingKey, { action, index })}
      aria-disabled={isDisabled}
      aria-label={label}
      // biome-ignore lint/a11y/noAutofocus: without a script the page comes anew, and one goes on where one was.
      autoFocus={focused === id}
      onClick={(event) => {
        event.preventDefault();
        if (!isDisabled) onStep();
      }}
    >
      {children}
    </button>
  );
}
