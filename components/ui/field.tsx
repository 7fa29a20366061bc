import type { InputHTMLAttributes } from "react";
import { FieldFrame, type FieldFrameProps } from "./field-frame.tsx";

type Props = FieldFrameProps & Omit<InputHTMLAttributes<HTMLInputElement>, keyof FieldFrameProps>;

/** One labelled input with its hint and its error. */
export function Field({ name, label, hint, refused, id = name, defaultValue, ...input }: Props) {
  return (
    <FieldFrame id={id} name={name} label={label} hint={hint} refused={refused}>
      {({ typed, ...framed }) => <input {...input} {...framed} defaultValue={typed ?? defaultValue} />}
    </FieldFrame>
  );
}
