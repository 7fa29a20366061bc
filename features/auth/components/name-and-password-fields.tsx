import { Field } from "#components/ui/field.tsx";
import type { FieldLayoutProps } from "#components/ui/field-layout.tsx";

interface Props extends Pick<FieldLayoutProps, "label" | "hint" | "refused"> {
  id?: string;
}

/** The field for the name that readers see; `given`: its initial value, chosen by the inviter. */
export function NameField({ initialName, ...field }: Props & { initialName?: string }) {
  return <Field {...field} name="name" autoComplete="name" defaultValue={initialName} required />;
}

/** The field for a new password, which browsers offer to generate and save. */
export function NewPasswordField(field: Props) {
  return <Field {...field} name="password" type="password" autoComplete="new-password" required />;
}
