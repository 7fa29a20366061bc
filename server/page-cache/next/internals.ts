/**
 * Names that Next does not document and that this server relies on. `internals.test.ts` compares each with the installed version: on an
 * upgrade, read what changed there before the version in that test is raised.
 */

/** Request header that marks a call of a server action by a script; its value is the action's id. */
export const actionHeader = "next-action";

/** Header of a stored page that carries its cache tags. */
export const cacheTagsHeader = "x-next-cache-tags";
/** "1" on a page of which a part is rendered for each request. */
export const postponedHeader = "x-nextjs-postponed";
/** On a page that Next stores for everybody. */
export const prerenderHeader = "x-nextjs-prerender";

/** Next's own address of `app/global-not-found.tsx`. */
export const notFoundRoute = "/_not-found";
/** That page in the build folder: made by every build. */
export const notFoundFile = "server/app/_not-found.html";

/** The ids of the build's server actions and cache functions, in the build folder. */
export const actionManifestFile = "server/server-reference-manifest.json";

/** Where the build's scripts and stylesheets are served. */
export const chunkFolder = "/_next/static/chunks/";
