import { translator } from "#i18n/translator.ts";

/** Above a comment form: how long a reader waits between two comments on an article in slow mode. */
export function SlowModeNote({ minutes }: { minutes: number }) {
  if (minutes === 0) return null;
  return <p className="comments-note slow-mode">{translator().typeset("comments.slowMode", { count: minutes })}</p>;
}
