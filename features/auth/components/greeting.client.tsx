"use client";

import { useEffect, useRef, useState } from "react";
import { useViewer } from "./use-viewer.client.tsx";

const cookie = /(?:^|; )((?:__Host-)?vigie_greeting)=(signedIn|confirmed)(?:;|$)/;

interface Props {
  /** The member's name if the page was rendered for them; a static page gets it in the browser. */
  name?: string | undefined;
  /** The first two contain `{name}`. */
  labels: { signedIn: string; confirmed: string; close: string };
}

/** How long the greeting is shown: enough to read two short sentences slowly. The header continues to show the member. */
const shownMs = 8_000;

/**
 * Confirms a sign-in once, on its destination page. Shown over the page, so that nothing moves, for a few seconds or until
 * it is closed. It stays while the tab is hidden, or while the pointer or the focus is on it.
 */
export function Greeting({ name, labels }: Props) {
  const [greeting, setGreeting] = useState<"signedIn" | "confirmed">();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const [, key, value] = cookie.exec(document.cookie) ?? [];
    if (key === undefined) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers that the site serves.
    document.cookie = `${key}=; Path=/; Max-Age=0; SameSite=Lax${key.startsWith("__") ? "; Secure" : ""}`;
    setGreeting(value === "confirmed" ? "confirmed" : "signedIn");
  }, []);
  const isShown = greeting !== undefined && name !== undefined;
  useEffect(() => {
    if (!isShown) return;
    let timer = setTimeout(hide, shownMs);
    function hide() {
      if (document.hidden || element.current?.matches(":hover, :focus-within")) timer = setTimeout(hide, shownMs);
      else setGreeting(undefined);
    }
    return () => clearTimeout(timer);
  }, [isShown]);

  const close = () => {
    setGreeting(undefined);
    // Otherwise Tab would start again at the top of the page.
    document.querySelector("main")?.focus({ preventScroll: true });
  };
  if (!greeting) return null;
  return (
    <div ref={element} role="status" className="greeting">
      {name && (
        <>
          <p>{labels[greeting].replace("{name}", () => name)}</p>
          <button type="button" aria-label={labels.close} onClick={close}>
            <span aria-hidden="true">×</span>
          </button>
        </>
      )}
    </div>
  );
}

/** `Greeting` for a static page. */
export function ReaderGreeting({ labels }: Pick<Props, "labels">) {
  return <Greeting name={useViewer()?.viewer?.name} labels={labels} />;
}
