"use client";

import { useEffect, useState } from "react";

interface Props {
  labels: { signIn: string };
}

/** Set at sign-in, readable here: without it nobody is asked who the reader is. */
const hint = /(?:^|; )vigie_hint=/;

/** The way to sign in; for somebody signed in, their name, fetched once after the static page. Its place keeps its width. */
export function AccountLink({ labels }: Props) {
  const [name, setName] = useState<string>();
  useEffect(() => {
    if (!hint.test(document.cookie)) return;
    const abort = new AbortController();
    fetch("/api/me", { signal: abort.signal, headers: { accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : undefined))
      .then((own) => setName(own?.viewer?.name))
      // Offline, or the page is left: the link to sign in stays, and leads to the same place.
      .catch(() => {});
    return () => abort.abort();
  }, []);
  return (
    <a className="account-link" href="/login">
      <span>{name ?? labels.signIn}</span>
    </a>
  );
}
