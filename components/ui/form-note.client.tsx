"use client";

import { type ReactNode, useEffect, useRef } from "react";

interface Props {
  id?: string;
  children: ReactNode;
  /** The way on, focused when the note comes: the note is about a button, which stays as it was. */
  link?: { href: string; label: string } | undefined;
}

/** What one has to do first: no fault, so it does not look like one. Said by screen readers when it comes. It may stand in a line of buttons. */
export function FormNote({ id, children, link }: Props) {
  const way = useRef<HTMLAnchorElement>(null);
  useEffect(() => way.current?.focus(), []);
  return (
    <span id={id} role="status" className="form-note">
      {children}
      {link && (
        <>
          {" "}
          <a ref={way} href={link.href}>
            {link.label}
          </a>
        </>
      )}
    </span>
  );
}
