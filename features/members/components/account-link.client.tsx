"use client";

import { useOwn } from "./own.client.tsx";

interface Props {
  labels: { signIn: string };
}

/** The way to sign in; for somebody signed in, their name, which comes after the static page. Its place keeps its width. */
export function AccountLink({ labels }: Props) {
  const name = useOwn()?.viewer?.name;
  return (
    <a className="account-link" href="/login">
      {/* Another element, not the same one grown: that would count as moved. */}
      <span key={name ? "name" : "invitation"}>{name ?? labels.signIn}</span>
    </a>
  );
}
