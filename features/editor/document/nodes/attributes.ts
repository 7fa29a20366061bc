import type { Attributes } from "@tiptap/core";

const attribute = (value: unknown) => ({ default: value, rendered: false });

/** What a part of a document carries, with its presets; nothing of it is drawn by itself. */
export const attributes = (defaults: Record<string, unknown>): Attributes =>
  Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, attribute(value)]));
