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

/** The form that is being sent right now, if one is. */
export function findSubmittingForm(): HTMLFormElement | undefined {
  if (submittingForm) preservedForms.delete(submittingForm);
  return submittingForm;
}

/** React empties a form after its action; this form keeps what is in it once, choices, files and passwords included. */
export function preserveFields(form: HTMLFormElement): void {
  preservedForms.add(form);
}
