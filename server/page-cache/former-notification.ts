import type { Invalidation } from "#db/invalidation.ts";

/**
 * Reads a notification of a version that sent tags instead of writing the change log: it may run during an upgrade.
 * Returns undefined for any other text.
 */
export function parseFormerNotification(payload: string): Invalidation | undefined {
  const isTags = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every((tag) => typeof tag === "string");
  try {
    const parsed: unknown = JSON.parse(payload);
    if (isTags(parsed)) return { tags: parsed, urgency: "now" };
    if (typeof parsed !== "object" || parsed === null) return undefined;
    if ("soon" in parsed && isTags(parsed.soon)) return { tags: parsed.soon, urgency: "soon" };
    if ("update" in parsed && isTags(parsed.update)) return { tags: parsed.update, urgency: "update" };
  } catch {
    // An empty text, or the name of a process.
  }
  return undefined;
}
