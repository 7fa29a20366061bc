import { type RefObject, useEffect } from "react";

// A text area's lines may end otherwise than the stored ones.
const lines = (value: FormDataEntryValue | null) => String(value).replaceAll("\r\n", "\n");

/** Whether a field differs from the stored value that the form holds beside it, in `base-NAME`. */
function isUnsaved(form: HTMLFormElement): boolean {
  const data = new FormData(form);
  return [...data.keys()].some(
    (name) => data.has(`base-${name}`) && lines(data.get(name)) !== lines(data.get(`base-${name}`)),
  );
}

/** Asks before the page is left by a reload, a link or a closed tab while something in the form is not saved. */
export function useUnsavedWarning(form: RefObject<HTMLFormElement | null>): void {
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => {
      if (form.current && isUnsaved(form.current)) event.preventDefault();
    };
    addEventListener("beforeunload", leaving);
    return () => removeEventListener("beforeunload", leaving);
  }, [form]);
}
