/** Fills the placeholders of a sentence that the script says. */
export const interpolate = (text: string, values: Record<string, string>) =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
