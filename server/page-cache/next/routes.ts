import { readFile } from "node:fs/promises";
import path from "node:path";
import { normaliseUrlPath } from "../key.ts";
import { routeManifestFile } from "./internals.ts";

/** A page, or the handler of a `route.ts`. */
export type RouteKind = "page" | "route";

interface Segment {
  kind?: RouteKind;
  named: Map<string, Segment>;
  /** `[id]`: any one segment. */
  any?: Segment;
  /** `[...path]`: all remaining segments. */
  rest?: RouteKind;
}

/** The routes of a build. */
export interface Routes {
  /** Finds what serves a path; undefined if no route but the one for old addresses matches it. */
  kindOf(path: string): RouteKind | undefined;
}

/** The route of every path that no other route matches: an old address, or an unknown one. */
const oldAddressRoute = "/[...path]";

/** Reads the routes of a build from its manifest; undefined for a build without one. */
export async function readRoutes(build: string): Promise<Routes | undefined> {
  let text: string;
  try {
    text = await readFile(path.join(build, routeManifestFile), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return parseRoutes(JSON.parse(text));
}

/**
 * Parses a manifest of routes: by the name of each file (`/(site)/articles/[slug]/page`), the path that it serves. Throws
 * for any other shape, because otherwise every private page would be a 404.
 */
export function parseRoutes(manifest: unknown): Routes {
  if (typeof manifest !== "object" || manifest === null) throw new Error("The manifest of routes is not an object.");
  const root: Segment = { named: new Map() };
  for (const [file, route] of Object.entries(manifest)) {
    const kind = file.endsWith("/page") ? "page" : file.endsWith("/route") ? "route" : undefined;
    if (!kind || typeof route !== "string") throw new Error(`The manifest of routes has an unknown entry: ${file}`);
    if (route !== oldAddressRoute) addRoute(root, route, kind);
  }
  return { kindOf: (address) => findRoute(root, address) };
}

function addRoute(root: Segment, route: string, kind: RouteKind): void {
  let place = root;
  for (const name of segmentsOf(route)) {
    if (name.startsWith("[...")) {
      place.rest = kind;
      return;
    }
    let next = name.startsWith("[") ? place.any : place.named.get(name);
    if (!next) {
      next = { named: new Map() };
      if (name.startsWith("[")) place.any = next;
      else place.named.set(name, next);
    }
    place = next;
  }
  place.kind = kind;
}

const segmentsOf = (address: string) => address.split("/").filter((name) => name !== "");

function findRoute(root: Segment, address: string): RouteKind | undefined {
  const normal = normaliseUrlPath(address);
  return normal === undefined ? undefined : match(root, segmentsOf(normal), 0);
}

/** A name is preferred to `[id]`, and `[id]` to `[...path]`, as in Next's router. */
function match(place: Segment, names: readonly string[], at: number): RouteKind | undefined {
  const name = names[at];
  if (name === undefined) return place.kind;
  for (const next of [place.named.get(name), place.any]) {
    const found = next && match(next, names, at + 1);
    if (found) return found;
  }
  return place.rest;
}
