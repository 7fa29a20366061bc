import { type MouseEvent, useLayoutEffect, useRef } from "react";

/**
 * Keeps the pressed button of a row where it was on the screen, with the focus: the row moves below the pointer, so the
 * button can be pressed again.
 * @param done the step that was just done
 * @param drawn the version of the list that is shown
 */
export function useStepInPlace(done: string | undefined, drawn: number) {
  const list = useRef<HTMLOListElement>(null);
  const pressed = useRef<{ button: HTMLButtonElement; top: number }>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is shown again in its new order.
  useLayoutEffect(() => {
    const { button, top } = pressed.current ?? {};
    if (!button || top === undefined || button.value !== done || !list.current?.contains(button)) return;
    button.focus({ preventScroll: true });
    scrollBy({ top: button.getBoundingClientRect().top - top, behavior: "instant" });
  }, [done, drawn]);
  return {
    list,
    keepInPlace: ({ currentTarget: button }: MouseEvent<HTMLButtonElement>) => {
      pressed.current = { button, top: button.getBoundingClientRect().top };
    },
  };
}
