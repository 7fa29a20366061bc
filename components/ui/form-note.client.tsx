"use client";

import { type ReactNode, useEffect, useRef } from "react";

interface Props {
  id?: string;
  children: ReactNode;
  /** The next step. It gets the focus when the note appears, because the button that the note is about does not change. */
  link?: { href: string; label: string } | undefined;
}

/**
 * A note on what has to be done first. It is not an error and does not look like one. Screen readers announce it. May be placed in a row of
 * buttons.
 */
export function FormNote({ id, children, link }: Props) {
  const linkRef = useRef<HTMLAnchorElement>(null);
  useEffect(() => linkRef.current?.focus(), []);
  return (
    <span id={id} role="status" className="form-note">
      {children}
      {link && (
        <>
          {" "}
          <a ref={linkRef} href={link.href}>
            {link.label}
          </a>
        </>
      )}
    </span>
  );
}
