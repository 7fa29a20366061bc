"use client";

import { useEffect, useState } from "react";
import { useOwn } from "./own.client.tsx";

const cookie = /(?:^|; )((?:__Host-)?vigie_greeting)=(signedIn|confirmed)(?:;|$)/;

interface Props {
  /** Of the member, where the page was made for them; a page for everybody learns it in the browser. */
  name?: string | undefined;
  /** With `{name}` in the first two. */
  labels: { signedIn: string; confirmed: string; close: string };
}

/** Says once, on the page that a sign-in led to, that it worked. Over the page, so that nothing moves; until it is closed or the page is left. */
export function Greeting({ name, labels }: Props) {
  const [greeting, setGreeting] = useState<"signedIn" | "confirmed">();
  useEffect(() => {
    const [, key, value] = cookie.exec(document.cookie) ?? [];
    if (key === undefined) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers that the site serves.
    document.cookie = `${key}=; Path=/; Max-Age=0; SameSite=Lax${key.startsWith("__") ? "; Secure" : ""}`;
    setGreeting(value === "confirmed" ? "confirmed" : "signedIn");
  }, []);
  if (!greeting) return null;
  return (
    <div role="status" className="greeting">
      {name && (
        <>
          <p>{labels[greeting].replace("{name}", () => name)}</p>
          <button type="button" aria-label={labels.close} onClick={() => setGreeting(undefined)}>
            <span aria-hidden="true">×</span>
          </button>
        </>
      )}
    </div>
  );
}

/** `Greeting` of a page that is the same for everybody. */
export function ReaderGreeting({ labels }: Pick<Props, "labels">) {
  return <Greeting name={useOwn()?.viewer?.name} labels={labels} />;
}
