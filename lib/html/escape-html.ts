const escaped: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as it stands between tags, or between double quotes in one. */
export const escapeHtml = (value: string): string =>
  value.replace(/[&<>"]/g, (character) => escaped[character] ?? character);
