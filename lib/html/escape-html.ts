const escaped: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Escapes text for use between tags, or between double quotes in one. */
export const escapeHtml = (value: string): string =>
  value.replace(/[&<>"]/g, (character) => escaped[character] ?? character);
