import { Field } from "#components/ui/field.tsx";
import type { FieldLayoutProps } from "#components/ui/field-layout.tsx";

interface Props extends Pick<FieldLayoutProps, "label" | "hint" | "refused"> {
  id?: string;
}

/** The name that readers see; `given`: as somebody else wrote it. */
export function NameField({ given, ...field }: Props & { given?: string }) {
  return <Field {...field} name="name" autoComplete="name" defaultValue={given} required />;
}

/** A password that is chosen now, which browsers offer to make and to keep. */
export function NewPasswordField(field: Props) {
  return <Field {...field} name="password" type="password" autoComplete="new-password" required />;
}
