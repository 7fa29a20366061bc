"use client";

import { useRouter } from "next/navigation";
import type { ComponentProps } from "react";
import { MemberActions } from "./member-actions.client.tsx";

/** The actions on a member's own page: after each one the page is drawn anew. */
export function MemberRecordActions(props: Omit<ComponentProps<typeof MemberActions>, "onDone" | "undone">) {
  const router = useRouter();
  return <MemberActions {...props} onDone={() => router.refresh()} />;
}
