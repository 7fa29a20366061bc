"use client";

import { useRouter } from "next/navigation";
import type { ComponentProps } from "react";
import { MemberActions } from "./member-actions.client.tsx";

/** The actions on the page of a member record, which reloads after each. */
export function MemberRecordActions(props: Omit<ComponentProps<typeof MemberActions>, "onDone" | "undone">) {
  const router = useRouter();
  return <MemberActions {...props} onDone={() => router.refresh()} />;
}
