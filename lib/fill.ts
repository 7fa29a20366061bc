/** Fills the placeholders of a sentence that the script says. */
export const fill = (text: string, values: Record<string, string>) =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
