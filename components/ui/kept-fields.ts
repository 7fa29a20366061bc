/** The form whose submission is being handled; React calls its action within the same task. */
let submitted: HTMLFormElement | undefined;
const kept = new WeakSet<EventTarget>();

if (typeof document !== "undefined") {
  document.addEventListener(
    "submit",
    ({ target }) => {
      submitted = target instanceof HTMLFormElement ? target : undefined;
      setTimeout(() => {
        submitted = undefined;
      });
    },
    { capture: true },
  );
  document.addEventListener("reset", (event) => event.target && kept.delete(event.target) && event.preventDefault(), {
    capture: true,
  });
}

/** The form that is being sent right now, if one is. */
export function submittedForm(): HTMLFormElement | undefined {
  if (submitted) kept.delete(submitted);
  return submitted;
}

/** React empties a form after its action; this form keeps what is in it once, choices, files and passwords included. */
export function keepFields(form: HTMLFormElement): void {
  kept.add(form);
}
