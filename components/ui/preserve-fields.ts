/** The form whose submission is being handled; React calls its action within the same task. */
let submittingForm: HTMLFormElement | undefined;
const preservedForms = new WeakSet<EventTarget>();

if (typeof document !== "undefined") {
  document.addEventListener(
    "submit",
    ({ target }) => {
      submittingForm = target instanceof HTMLFormElement ? target : undefined;
      setTimeout(() => {
        submittingForm = undefined;
      });
    },
    { capture: true },
  );
  document.addEventListener(
    "reset",
    (event) => event.target && preservedForms.delete(event.target) && event.preventDefault(),
    {
      capture: true,
    },
  );
}

/** Returns the form that is being sent right now, if any. */
export function findSubmittingForm(): HTMLFormElement | undefined {
  if (submittingForm) preservedForms.delete(submittingForm);
  return submittingForm;
}

/** Keeps the values of a form once, choices, files and passwords included: React resets a form after its action. */
export function preserveFields(form: HTMLFormElement): void {
  preservedForms.add(form);
}
