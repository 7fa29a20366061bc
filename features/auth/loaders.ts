import { forbidden, redirect, unauthorized } from "next/navigation";
import { cache } from "react";
import { database } from "#db/client.ts";
import type { Role } from "#features/members/rules.ts";
import { mayParticipate } from "#features/members/standing/rules.ts";
import { getSettings } from "#features/settings/cached.ts";
import { notePersonalRead } from "#lib/cache/cached.ts";
import { clientHeaders } from "#lib/cache/client-request.ts";
import { readRequestQuery } from "#lib/request-address.ts";
import { findChallenge } from "./challenges.ts";
import { readChallengeCookie } from "./cookies.ts";
import { listPasskeys } from "./passkeys/mutations.ts";
import { findSecondStep } from "./second-step/mutations.ts";
import { isTwoStepSession } from "./second-step/queries.ts";
import { listSessions } from "./sessions/mutations.ts";
import { destinationFromQuery, safeDestination } from "./sign-in/destination.ts";
import { findRequestViewer, type Viewer } from "./viewer.ts";

/**
 * Returns the viewer, undefined if signed out. Reads once per request. Role and standing come from PostgreSQL, so a
 * revoked session, a ban or a new role counts at once. Never call it from a shared page, which is the same for everyone.
 */
export const getViewer = cache(async (): Promise<Viewer | undefined> => {
  notePersonalRead("the session");
  return findRequestViewer(database(), (await clientHeaders()).get("cookie"));
});

/** Returns the viewer; else 401, whose page leads to the sign-in and back. */
export async function requireMember(): Promise<Viewer> {
  return (await getViewer()) ?? unauthorized();
}

async function requireRole(...allowed: Role[]): Promise<Viewer> {
  const viewer = await requireMember();
  // A banned administrator has no access.
  if (!allowed.includes(viewer.role) || !mayParticipate(viewer.standing)) forbidden();
  // The site's required second step must be set up first; that page says so.
  if (await lacksSecondStep(viewer)) redirect("/account/security");
  return viewer;
}

/** Whether the site requires a second step of its staff (`members.staffTwoStep`) that this session lacks. */
export const lacksSecondStep = cache(async (viewer: Viewer): Promise<boolean> => {
  if (viewer.role === "reader" || (await getSettings())["members.staffTwoStep"] === 0) return false;
  return !(await isTwoStepSession(database(), viewer));
});

/** Whether the viewer may enter the admin area, for its routes that answer 403 themselves. */
export async function mayEnterAdmin(viewer: Viewer): Promise<boolean> {
  return mayParticipate(viewer.standing) && !(await lacksSecondStep(viewer));
}

/**
 * Authorises a route of the admin area that writes its own response. Returns the viewer, 401 if signed out, or 403 if the viewer lacks the
 * role or may not enter.
 * @param mayUse whether the viewer's role may use the route
 */
export async function authorizeViewer(mayUse: (viewer: Viewer) => boolean): Promise<Viewer | 401 | 403> {
  const viewer = await getViewer();
  if (!viewer) return 401;
  return mayUse(viewer) && (await mayEnterAdmin(viewer)) ? viewer : 403;
}

/** Requires a role that writes: contributors and above (else 401 or 403). Moderators moderate, never publish. */
export const requireContributor = () => requireRole("contributor", "editor", "admin");
export const requireEditor = () => requireRole("editor", "admin");
export const requireModerator = () => requireRole("moderator", "admin");
export const requireAdmin = () => requireRole("admin");
/** Requires a role with access to the admin area. */
export const requireStaff = () => requireRole("contributor", "editor", "moderator", "admin");

/** Loads a member's sessions, passkeys and second step. */
export async function loadSecurity(viewer: Viewer) {
  const db = database();
  const [sessions, passkeys, secondStep] = await Promise.all([
    listSessions(db, viewer.id),
    listPasskeys(db, viewer.id),
    findSecondStep(db, viewer.id),
  ]);
  return { sessions, passkeys, secondStep };
}

/**
 * Returns where a sign-in leads: the form's `next`, or that of the address to which the form was sent, because the
 * sign-in pages are the same for everyone; "/" unless it is a path of this site.
 * @param next the form's field, if it has one
 */
export async function readDestination(next?: unknown): Promise<string> {
  if (typeof next === "string" && next !== "") return safeDestination(next);
  return destinationFromQuery(readRequestQuery(await clientHeaders()));
}

/** Returns the signed time at which the registration form was opened, which the page server puts into its address. */
export async function readOpeningToken(): Promise<string> {
  return readRequestQuery(await clientHeaders()).get("opened") ?? "";
}

/** Whether this browser has passed the first step of a sign-in and still needs the code. */
export async function isAwaitingCode(): Promise<boolean> {
  const secret = await readChallengeCookie();
  return secret !== undefined && (await findChallenge(database(), "secondStep", secret)) !== undefined;
}
