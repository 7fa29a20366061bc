"use client";

import { useSingleKeys } from "#components/ui/use-single-keys.ts";

interface Props {
  id: string;
  defaultValue: string | undefined;
  maxLength: number;
}

/** The search field of the queue, which names its shortcut while shortcuts are enabled. */
export function SearchInput(props: Props) {
  const single = useSingleKeys();
  return <input {...props} type="search" name="q" aria-keyshortcuts={single ? "/" : undefined} />;
}
