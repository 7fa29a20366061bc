export const previewWidths = ["phone", "desktop"] as const;
export const previewThemes = ["light", "dark"] as const;

/** How a preview is displayed. */
export interface PreviewOptions {
  width: (typeof previewWidths)[number];
  theme: (typeof previewThemes)[number];
}

/** Reads the options of an address. Invalid values are ignored. */
export function readPreviewOptions(query: Record<string, string | string[] | undefined>): PreviewOptions {
  return {
    width: previewWidths.find((width) => width === query.width) ?? "phone",
    theme: previewThemes.find((theme) => theme === query.theme) ?? "light",
  };
}
