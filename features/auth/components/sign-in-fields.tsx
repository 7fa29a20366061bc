import { Field } from "#components/ui/field.tsx";

interface Props {
  /** Before the ids of the fields, on a page with several such forms. */
  idPrefix?: string;
  labels: { email: string; password: string };
  /** Whether the address has the focus. */
  autoFocus: boolean;
  refused: { fields: Record<string, string>; typed: Record<string, string> } | undefined;
}

/** Address and password of a signed-out reader, within a form that does something else: the action signs them in first. */
export function SignInFields({ idPrefix = "", labels, autoFocus, refused }: Props) {
  return (
    <>
      <Field
        id={`${idPrefix}email`}
        name="email"
        type="email"
        label={labels.email}
        autoComplete="username"
        autoFocus={autoFocus}
        required
        refused={refused}
      />
      <Field
        id={`${idPrefix}password`}
        name="password"
        type="password"
        label={labels.password}
        autoComplete="current-password"
        required
      />
    </>
  );
}
