import { type Messages, translator } from "#i18n/translator.ts";
import { roundWait } from "./rules.ts";

/** "3 minutes": how long somebody waited. */
export function formatWait(seconds: number): string {
  const { value, unit } = roundWait(seconds);
  return translator()(`transparency.wait.${unit}`, { value });
}

/** The ground of a notice of illegal content. */
export function groundTitle(ground: string): string {
  const t = translator();
  const key = `transparency.grounds.${ground}` as `transparency.grounds.${keyof Messages["transparency"]["grounds"]}`;
  return t.has(key) ? t(key) : ground;
}
