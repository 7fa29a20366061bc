/**
 * The areas whose pages belong to the person who asks: rendered for each request, never kept. Every other route of
 * `app/` is the same for everyone: rendered without a session, a cookie or a header of a client, and kept.
 */
export const privateAreas: ReadonlySet<string> = new Set([
  "account",
  "admin",
  "api",
  "comments",
  "confirm",
  "invitation",
  "login",
  "notifications",
  "preview",
  "register",
  "report",
]);

/** Whether the response at an address (a path, with or without a query) may be kept and sent to everyone. */
export function isSharedRoute(address: string): boolean {
  return !privateAreas.has(address.split(/[/?]/, 2)[1] ?? "");
}
