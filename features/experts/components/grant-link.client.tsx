"use client";

import { useViewer } from "#features/auth/components/use-viewer.client.tsx";
import { mayPublish } from "#features/members/policy.ts";
import { expertsPath } from "../rules.ts";

/** On a public profile: for editors, the link to the member's badge. The page is the same for everyone. */
export function GrantLink({ handle, label }: { handle: string; label: string }) {
  const viewer = useViewer()?.viewer;
  if (!viewer || !mayPublish(viewer)) return null;
  return (
    <a className="subtle-link" href={`${expertsPath}?q=${handle}`}>
      {label}
    </a>
  );
}
