"use client";

import { useSingleKeys } from "./use-single-keys.ts";

interface Props {
  id: string;
  defaultValue: string | undefined;
  maxLength: number;
}

/** The field of the queue's search, which says its key while it has one. */
export function SearchInput(props: Props) {
  const single = useSingleKeys();
  return <input {...props} type="search" name="q" aria-keyshortcuts={single ? "/" : undefined} />;
}
