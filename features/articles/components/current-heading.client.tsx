"use client";

import { useEffect, useRef } from "react";

/** A heading counts as current once it has passed this part of the view, from its top. */
const readingLine = 0.3;

/**
 * Marks the link to the heading under which the reader is, in the list of contents around it. It changes attributes of
 * the list only, so that a long list costs no render.
 */
export function CurrentHeading() {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const list = place.current?.closest("nav");
    if (!list) return;
    const links = [...list.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')];
    const targets = links.map((link) => document.getElementById(link.hash.slice(1)));
    let current: HTMLAnchorElement | undefined;
    let frame = 0;
    const mark = () => {
      frame = 0;
      const line = innerHeight * readingLine;
      // Headings of a text follow each other, so the last one above the line is the current one.
      const index = targets.findLastIndex((target) => target !== null && target.getBoundingClientRect().top <= line);
      const next = links[index];
      if (next === current) return;
      current?.removeAttribute("aria-current");
      next?.setAttribute("aria-current", "location");
      current = next;
      if (next) scrollIntoList(next);
    };
    const schedule = () => {
      frame ||= requestAnimationFrame(mark);
    };
    mark();
    addEventListener("scroll", schedule, { passive: true });
    addEventListener("resize", schedule);
    return () => {
      cancelAnimationFrame(frame);
      current?.removeAttribute("aria-current");
      removeEventListener("scroll", schedule);
      removeEventListener("resize", schedule);
    };
  }, []);
  return <span ref={place} hidden />;
}

/** Keeps the link in view in a list that is longer than the screen; the page itself does not move. */
function scrollIntoList(link: HTMLAnchorElement): void {
  const list = link.closest("ol");
  if (!list || list.scrollHeight <= list.clientHeight) return;
  // The list is positioned, so it is what the link's offset is measured from.
  list.scrollTop = link.offsetTop - list.clientHeight / 2;
}
