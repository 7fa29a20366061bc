"use client";

import { Avatar } from "#components/ui/avatar.tsx";
import { useViewer } from "#features/auth/components/use-viewer.client.tsx";

/** The viewer's initial beside the comment form; an outline of a person until it is known who they are. */
export function ViewerAvatar() {
  const name = useViewer()?.viewer?.name;
  if (name) return <Avatar name={name} />;
  return (
    <svg className="avatar avatar-unknown" viewBox="0 0 40 40" fill="none" stroke="currentColor" aria-hidden="true">
      <circle cx="20" cy="16" r="5.5" strokeWidth="1.75" />
      <path d="M10.5 31.5c1-5 4.7-7.5 9.5-7.5s8.5 2.5 9.5 7.5" strokeWidth="1.75" strokeLinecap="round" />
    </svg>
  );
}
