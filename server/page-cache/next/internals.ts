/**
 * Undocumented names of Next on which this server relies. `internals.test.ts` compares each with the installed version. On an upgrade, review what
 * changed before raising the version in that test.
 */

/** Request header of a server action called by a script; its value is the action's id. */
export const actionHeader = "next-action";

/** Next's internal address of `app/global-not-found.tsx`. */
export const notFoundRoute = "/_not-found";
/** The only page that a build prerenders, `app/global-error.tsx`, in the build folder. */
export const errorPageFile = "server/app/_global-error.html";
/** The fonts of a build, in the build folder. */
export const mediaFolder = "static/media";

/** The ids of the build's server actions and cache functions, in the build folder. */
export const actionManifestFile = "server/server-reference-manifest.json";

/** The routes of the build by their files, in the build folder. */
export const routeManifestFile = "app-path-routes-manifest.json";

/** Where the build's scripts and stylesheets are served. */
export const chunkFolder = "/_next/static/chunks/";
