"use client";

import { useRouter } from "next/navigation";
import type { ComponentProps } from "react";
import { MemberActs } from "./member-acts.client.tsx";

/** The actions on a member's own page: after each one the page is drawn anew. */
export function PersonActs(props: Omit<ComponentProps<typeof MemberActs>, "onDone" | "undone">) {
  const router = useRouter();
  return <MemberActs {...props} onDone={() => router.refresh()} />;
}
