/** Fills the placeholders of a message in the browser. */
export const interpolate = (text: string, values: Record<string, string>) =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
