/**
 * The areas whose pages belong to the person who asks: rendered for each request, never kept. Every other route of
 * `app/` is the same for everyone: rendered without a session, a cookie or a header of a client, and kept.
 */
export const privateAreas = [
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
] as const;

const privatePath = new RegExp(`^/(?:${privateAreas.join("|")})(?:[/?]|$)`);

/** Whether the response at a path may be kept and sent to everyone. */
export function isSharedRoute(path: string): boolean {
  return !privatePath.test(path);
}
