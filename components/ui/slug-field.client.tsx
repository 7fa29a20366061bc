"use client";

import { type InputHTMLAttributes, useState } from "react";
import { maxTypedSlug, slugFromTyped } from "#lib/slug.ts";
import { FieldLayout, type FieldLayoutProps } from "./field-layout.tsx";

type Props = FieldLayoutProps &
  Pick<InputHTMLAttributes<HTMLInputElement>, "id" | "defaultValue" | "placeholder"> & {
    /** The error when no slug can be made from the value. */
    empty: string;
  };

/** A field for a slug, named `slug`. On blur or Enter it shows the slug that the server makes of the value (`slugField`). */
export function SlugField({ name, label, hint, refused, id = name, defaultValue, empty, placeholder }: Props) {
  const [isEmpty, setEmpty] = useState(false);
  const normaliseSlug = (input: HTMLInputElement) => {
    const slug = slugFromTyped(input.value);
    setEmpty(slug === "" && input.value.trim() !== "");
    if (slug === "" && input.value.trim() !== "") return;
    if (input.value === slug) return;
    input.value = slug;
    // Notifies the form as typing would.
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const fields = isEmpty ? { ...refused?.fields, [name]: empty } : (refused?.fields ?? {});
  return (
    <FieldLayout id={id} name={name} label={label} hint={hint} refused={{ fields, typed: refused?.typed ?? {} }}>
      {({ typed, ...framed }) => (
        <input
          {...framed}
          defaultValue={typed ?? defaultValue}
          placeholder={placeholder}
          maxLength={maxTypedSlug}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onBlur={(event) => normaliseSlug(event.currentTarget)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.nativeEvent.isComposing) normaliseSlug(event.currentTarget);
          }}
        />
      )}
    </FieldLayout>
  );
}
