"use client";

import { useEffect, useState } from "react";
import { useViewer } from "#features/auth/components/use-viewer.client.tsx";
import type { Welcome } from "#features/auth/viewer-data.ts";
import { WelcomeRules } from "./welcome-rules.tsx";

/** The welcome below the comment form of a shared page, for a signed-in member without an approved comment. */
export function ViewerWelcome() {
  const data = useViewer();
  return data?.viewer && data.welcome ? <WelcomeNote welcome={data.welcome} member={data.viewer.id} /> : null;
}

/** A new member's welcome: three rules, and what happens to the first comments. Once dismissed, this browser shows it no more. */
export function WelcomeNote({ welcome, member }: { welcome: Welcome; member: number }) {
  const [isDismissed, setIsDismissed] = useState(false);
  const [isHydrated, setIsHydrated] = useState(false);
  const key = `vigie-welcome-${member}`;
  useEffect(() => {
    setIsHydrated(true);
    try {
      setIsDismissed(localStorage.getItem(key) !== null);
    } catch {
      // Storage is refused: the welcome stays until the first approved comment.
    }
  }, [key]);
  const dismiss = () => {
    setIsDismissed(true);
    try {
      localStorage.setItem(key, "1");
    } catch {
      // As above.
    }
  };
  if (isDismissed) return null;
  return (
    <aside className="form-note comment-welcome" aria-label={welcome.title}>
      <WelcomeRules welcome={welcome} title={welcome.title} />
      {isHydrated && (
        <button type="button" className="button" onClick={dismiss}>
          {welcome.dismiss}
        </button>
      )}
    </aside>
  );
}
