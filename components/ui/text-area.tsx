import type { TextareaHTMLAttributes } from "react";
import { FieldFrame, type FieldFrameProps } from "./field-frame.tsx";
import { KeptTextArea } from "./kept-text-area.client.tsx";

type Props = FieldFrameProps & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, keyof FieldFrameProps>;

/** A labelled text of several lines, with its hint and its error, as `Field`. */
export function TextArea({ name, label, hint, refused, id = name, defaultValue, ...area }: Props) {
  return (
    <FieldFrame id={id} name={name} label={label} hint={hint} refused={refused}>
      {({ typed, ...framed }) => <KeptTextArea {...area} {...framed} defaultValue={typed ?? defaultValue} />}
    </FieldFrame>
  );
}
