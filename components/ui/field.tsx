import type { InputHTMLAttributes } from "react";
import { FieldLayout, type FieldLayoutProps } from "./field-layout.tsx";

type Props = FieldLayoutProps & Omit<InputHTMLAttributes<HTMLInputElement>, keyof FieldLayoutProps>;

/** An input with its label, hint and error. */
export function Field({ name, label, hint, refused, id = name, defaultValue, ...input }: Props) {
  return (
    <FieldLayout id={id} name={name} label={label} hint={hint} refused={refused}>
      {({ typed, ...framed }) => <input {...input} {...framed} defaultValue={typed ?? defaultValue} />}
    </FieldLayout>
  );
}
