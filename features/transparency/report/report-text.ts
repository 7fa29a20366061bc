import { type Messages, translator } from "#i18n/translator.ts";
import { roundWait } from "./rules.ts";

/** Formats a wait: "3 minutes". */
export function formatWait(seconds: number): string {
  const { value, unit } = roundWait(seconds);
  return translator()(`transparency.wait.${unit}`, { value });
}

/** The title of a ground of a notice. */
export function groundTitle(ground: string): string {
  const t = translator();
  const key = `transparency.grounds.${ground}` as `transparency.grounds.${keyof Messages["transparency"]["grounds"]}`;
  return t.has(key) ? t(key) : ground;
}
