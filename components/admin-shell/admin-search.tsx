import type { ReactNode } from "react";
import { Field } from "#components/ui/field.tsx";

/** The characters of what is searched for: an address has at most 254. */
const maxSearchLength = 254;

interface Props {
  /** The page that shows what was found, by `?q=`. */
  path: string;
  words: string;
  label: string;
  button: string;
  /** Hidden fields that the search keeps. */
  children?: ReactNode;
}

/** The search field above a list of the admin area. */
export function AdminSearch({ path, words, label, button, children }: Props) {
  return (
    <search>
      <form action={path} className="admin-search">
        <Field
          name="q"
          type="search"
          label={label}
          defaultValue={words}
          maxLength={maxSearchLength}
          autoComplete="off"
        />
        {children}
        <button type="submit" className="button">
          {button}
        </button>
      </form>
    </search>
  );
}
