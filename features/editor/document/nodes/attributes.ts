import type { Attributes } from "@tiptap/core";

const attribute = (value: unknown) => ({ default: value, rendered: false });

/** Declares attributes with their defaults; none of them is rendered automatically. */
export const attributes = (defaults: Record<string, unknown>): Attributes =>
  Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, attribute(value)]));
