import { type Messages, translator } from "#i18n/translator.ts";
import { roundedWait } from "./rules.ts";

/** "3 minutes": how long somebody waited. */
export function waitWords(seconds: number): string {
  const { value, unit } = roundedWait(seconds);
  return translator()(`transparency.wait.${unit}`, { value });
}

/** The ground of a notice of illegal content. */
export function groundWords(ground: string): string {
  const t = translator();
  const key = `transparency.grounds.${ground}` as `transparency.grounds.${keyof Messages["transparency"]["grounds"]}`;
  return t.has(key) ? t(key) : ground;
}
