"use client";

import type { ReactNode } from "react";
import { formatStep, type LinkAction } from "#features/settings/navigation/link-rows.ts";

interface Props {
  id: string;
  /** The setting's key. */
  settingKey: string;
  act: LinkAction;
  at: number;
  /** Applies the step with scripts; without them the form is submitted, and returns with the step applied. */
  onStep: () => void;
  /** The id of the element that gets focus after the server applied a step. */
  focused: string | undefined;
  label?: string;
  /**
   * Whether the step is impossible. Not `disabled`: an editor who moved a row to the end by keyboard keeps focus on the
   * button.
   */
  isDisabled?: boolean;
  children: ReactNode;
}

/** A button for one step in a list that is part of a form. */
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
      // biome-ignore lint/a11y/noAutofocus: without scripts the page is loaded again, and focus returns to where it was.
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
