import type { Role } from "#features/members/rules.ts";
import { replyTemplatesPath } from "#features/moderation/reply-templates/rules.ts";
import { heldVotesPath } from "#features/ratings/vote-brigading/rules.ts";
import { protectionPath } from "#features/settings-admin/protection/rules.ts";
import type { WaitingKind } from "#features/staff/loaders.ts";
import { importAdminPath } from "#features/wordpress/upload/rules.ts";
import type { Messages } from "#i18n/translator.ts";

/** A page in the navigation of the admin area, with the roles that may open it. */
export interface AdminNavItem {
  href: string;
  /** The message `admin.navigation.NAME`. */
  name: keyof Messages["admin"]["navigation"];
  group: "moderation" | "newsroom" | "site";
  /**
   * The same roles as the page's own gate (`features/auth/loaders.ts`), so that the navigation never links to a
   * page that refuses.
   */
  roles: readonly Role[];
  /** The kind of waiting items whose number is shown beside the name. */
  count?: WaitingKind;
}

/** All pages, in the order of the navigation. Add a new page of the admin area here. */
export const adminNavigation: readonly AdminNavItem[] = [
  {
    href: "/admin/moderation",
    name: "queue",
    group: "moderation",
    roles: ["moderator", "admin"],
    count: "comments",
  },
  { href: "/admin/moderation/members", name: "members", group: "moderation", roles: ["moderator", "admin"] },
  { href: replyTemplatesPath, name: "templates", group: "moderation", roles: ["moderator", "admin"] },
  {
    href: "/admin/notices",
    name: "notices",
    group: "moderation",
    roles: ["moderator", "admin"],
    count: "notices",
  },
  {
    href: heldVotesPath,
    name: "ratings",
    group: "moderation",
    roles: ["moderator", "admin"],
    count: "votes",
  },
  {
    href: "/admin/appeals",
    name: "appeals",
    group: "moderation",
    roles: ["moderator", "admin"],
    count: "appeals",
  },
  {
    href: "/admin/inbox",
    name: "inbox",
    group: "newsroom",
    roles: ["editor", "admin"],
    count: "feedItems",
  },
  { href: "/admin/articles", name: "articles", group: "newsroom", roles: ["contributor", "editor", "admin"] },
  { href: "/admin/home", name: "home", group: "newsroom", roles: ["editor", "admin"] },
  {
    href: "/admin/newsletter",
    name: "newsletter",
    group: "newsroom",
    roles: ["editor", "admin"],
    count: "newsletterDrafts",
  },
  { href: "/admin/newsletter/subscribers", name: "subscribers", group: "newsroom", roles: ["admin"] },
  { href: "/admin/newsletter/outbox", name: "outbox", group: "newsroom", roles: ["admin"] },
  { href: "/admin/sources", name: "sources", group: "newsroom", roles: ["editor", "admin"] },
  { href: "/admin/taxonomy", name: "taxonomy", group: "newsroom", roles: ["editor", "admin"] },
  { href: "/admin/stories", name: "stories", group: "newsroom", roles: ["editor", "admin"] },
  { href: "/admin", name: "overview", group: "site", roles: ["contributor", "editor", "moderator", "admin"] },
  { href: "/admin/health", name: "health", group: "site", roles: ["admin"], count: "health" },
  { href: "/admin/stats", name: "stats", group: "moderation", roles: ["moderator", "admin"] },
  { href: "/admin/settings", name: "settings", group: "site", roles: ["moderator", "admin"] },
  { href: protectionPath, name: "protection", group: "site", roles: ["admin"] },
  { href: "/admin/settings/pages", name: "pages", group: "site", roles: ["admin"] },
  { href: "/admin/settings/topics", name: "topics", group: "site", roles: ["admin"] },
  { href: "/admin/users", name: "people", group: "site", roles: ["admin"] },
  { href: "/admin/jobs", name: "jobs", group: "site", roles: ["admin"] },
  { href: importAdminPath, name: "import", group: "site", roles: ["admin"] },
  { href: "/admin/experts", name: "experts", group: "newsroom", roles: ["editor", "admin"] },
  { href: "/admin/media", name: "media", group: "newsroom", roles: ["contributor", "editor", "admin"] },
];

/** Returns the groups that a role may see, each with its pages. */
export function navigationForRole<P extends Pick<AdminNavItem, "group" | "roles">>(role: Role, items: readonly P[]) {
  const groups = ["moderation", "newsroom", "site"] as const;
  return groups
    .map((group) => ({ group, items: items.filter((item) => item.group === group && item.roles.includes(role)) }))
    .filter((one) => one.items.length > 0);
}

/** The kinds of waiting items whose numbers a role sees in its navigation. */
export function countedKinds(role: Role): WaitingKind[] {
  return adminNavigation.flatMap(({ count, roles }) => (count && roles.includes(role) ? [count] : []));
}

/** Finds the entry to which an address belongs: the longest one that is a prefix of it. */
export function findNavItem<P extends Pick<AdminNavItem, "href">>(path: string, items: readonly P[]): P | undefined {
  return items
    .filter(({ href }) => path === href || path.startsWith(`${href}/`))
    .sort((a, b) => b.href.length - a.href.length)[0];
}
