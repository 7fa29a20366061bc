import type { Ref } from "react";
import { FormSuccess } from "./form-success.tsx";

interface Props {
  /** Of the button. */
  ref?: Ref<HTMLButtonElement>;
  label: string;
  pending: boolean;
  /** What is shown beside the button once everything is saved. */
  saved: string | false;
}

/** The button that saves a form, with its result. */
export function SaveButton({ ref, label, pending, saved }: Props) {
  return (
    <div className="form-actions">
      <button ref={ref} type="submit" className="button button-strong" aria-disabled={pending}>
        {label}
      </button>
      {saved && <FormSuccess>{saved}</FormSuccess>}
    </div>
  );
}
