import type { TextareaHTMLAttributes } from "react";
import { FieldLayout, type FieldLayoutProps } from "./field-layout.tsx";
import { HydrationSafeTextArea } from "./hydration-safe-text-area.client.tsx";

type Props = FieldLayoutProps & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, keyof FieldLayoutProps>;

/** A text area with its label, hint and error, as `Field`. */
export function TextArea({ name, label, hint, refused, id = name, defaultValue, ...area }: Props) {
  return (
    <FieldLayout id={id} name={name} label={label} hint={hint} refused={refused}>
      {({ typed, ...framed }) => <HydrationSafeTextArea {...area} {...framed} defaultValue={typed ?? defaultValue} />}
    </FieldLayout>
  );
}
