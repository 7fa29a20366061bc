"use client";

import { useEffect } from "react";
import { describeAge } from "#lib/relative-time.ts";

/** Minutes are shown, so half of one is exact enough. */
const refreshMs = 30_000;

/**
 * Shows how long ago the recent dates of the page are, in the space of the dates themselves: the longest text that fits.
 * `now` stands for less than a minute. It sets one attribute, which the stylesheet shows (relative-dates.css); the text of the page stays as it is.
 */
export function RelativeDates({ now }: { now: string }) {
  useEffect(() => {
    const measure = document.createElement("canvas").getContext("2d");
    const update = () => {
      if (document.hidden || !measure) return;
      for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-recent]")) showAge(time, measure, now);
    };
    update();
    const timer = setInterval(update, refreshMs);
    document.addEventListener("visibilitychange", update);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", update);
    };
  }, [now]);
  return null;
}

function showAge(time: HTMLTimeElement, measure: CanvasRenderingContext2D, now: string): void {
  const width = time.firstElementChild?.getBoundingClientRect().width ?? 0;
  measure.font = getComputedStyle(time).font;
  // Spaces between words may be wider than the font's own.
  const widthOf = (text: string) => measure.measureText(text).width * 1.02;
  const age = Date.now() - Date.parse(time.dateTime);
  const text = describeAge(age, document.documentElement.lang, now).find((one) => widthOf(one) <= width);
  if (text === time.dataset.ago) return;
  if (text === undefined) delete time.dataset.ago;
  else time.dataset.ago = text;
}
