"use client";

import { useRef, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { Field } from "#components/ui/field.tsx";
import { suggestTagsAction } from "../actions.ts";

interface Props {
  label: string;
  hint: string;
  defaultValue: string;
  refused: { fields: Record<string, string>; typed: Record<string, string> } | undefined;
}

/** Tags separated by commas; the last one is completed from existing tags. */
export function TagField({ label, hint, defaultValue, refused }: Props) {
  const [options, setOptions] = useState<string[]>([]);
  const latestQuery = useRef("");
  const ask = async (text: string) => {
    const before = text.slice(0, text.lastIndexOf(",") + 1);
    const beginning = text.slice(before.length).trim();
    if (beginning.length < 2 || beginning === latestQuery.current) return;
    latestQuery.current = beginning;
    const form = new FormData();
    form.set("words", beginning);
    const found = await callAction(suggestTagsAction, form);
    // The author has typed more: only the latest response counts.
    if (found.status !== "done" || latestQuery.current !== beginning) return;
    setOptions(found.value.map((name) => `${before}${before ? " " : ""}${name}`));
  };
  return (
    <>
      <Field
        name="tags"
        label={label}
        hint={hint}
        list="tag-names"
        autoComplete="off"
        defaultValue={defaultValue}
        refused={refused}
        onInput={(event) => void ask(event.currentTarget.value)}
      />
      <datalist id="tag-names">
        {options.map((option) => (
          <option key={option} value={option} />
        ))}
      </datalist>
    </>
  );
}
