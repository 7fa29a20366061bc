"use client";

import { useOwn } from "./own.client.tsx";

interface Props {
  /** Of whoever asked for the page, where it was made for them alone: the way to the account also without scripts. */
  known?: string | undefined;
  labels: { signIn: string };
}

/** The way to sign in; for somebody signed in, their name and the way to their account, which come after the static page. Its place keeps its width. */
export function AccountLink({ labels, known }: Props) {
  const name = useOwn()?.viewer?.name ?? known;
  return (
    // Another element, not the same one that grew or gave room to the bell: that would count as moved.
    <a key={name ? "name" : "invitation"} className="account-link" href={name ? "/account" : "/login"}>
      <span>{name ?? labels.signIn}</span>
    </a>
  );
}
