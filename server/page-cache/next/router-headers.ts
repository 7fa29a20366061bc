import { hash } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { splitAddress } from "#lib/split-address.ts";
import { actionHeader } from "./internals.ts";

/** The headers of Next's client router. `rsc` comes first: without it Next ignores the others, except in an action. */
export const routerHeaders = [
  "rsc",
  "next-router-state-tree",
  "next-router-prefetch",
  "next-router-segment-prefetch",
  "next-url",
] as const;

type RouterVerdict = { ok: true } | { ok: false; status: 400 } | { ok: false; location: string };

const accepted: RouterVerdict = { ok: true };
const malformed: RouterVerdict = { ok: false, status: 400 };

/** Levels of a router state: our deepest route has nine, and Next adds one for the page. */
const maxTreeDepth = 40;
const maxTreeNodes = 500;

/**
 * Checks the headers of Next's client router before Next reads them. Next would answer a malformed one with 500 and log
 * it, and check the `_rsc` parameter only after its own routing. Deletes headers that have no meaning in this request.
 */
export function checkRouterHeaders(req: Pick<IncomingMessage, "method" | "url" | "headers">): RouterVerdict {
  const { headers, method, url = "/" } = req;
  const isAction = method === "POST" && headers[actionHeader] !== undefined;
  if (!isAction && headers[actionHeader] !== undefined) delete headers[actionHeader];
  if (headers.rsc === undefined && !isAction) {
    for (const name of routerHeaders) if (headers[name] !== undefined) delete headers[name];
    return accepted;
  }
  if (!areWellFormed(headers)) return malformed;
  return isAction || method === "POST" ? accepted : checkHash(url, headers);
}

/** Node joins repeated headers with a comma, which none of these may contain. */
function areWellFormed(headers: IncomingHttpHeaders): boolean {
  const { rsc } = headers;
  const [, tree, prefetch, segment, nextUrl] = routerHeaders.map((name) => headers[name]?.toString());
  return (
    (rsc === undefined || rsc === "1") &&
    (prefetch === undefined || /^[0-3]$/.test(prefetch)) &&
    (segment === undefined || /^\/[\w!$%&'()*+/:;=@[\].~-]{0,500}$/.test(segment)) &&
    (nextUrl === undefined || /^\/[\w!$%&'()*+/:;=?@[\].~-]{0,2047}$/.test(nextUrl)) &&
    (tree === undefined || isRouterState(tree))
  );
}

/** Whether a header's value is a router state, as `parseAndValidateFlightRouterState` of Next accepts it. */
function isRouterState(value: string): boolean {
  try {
    return isTree(JSON.parse(decodeURIComponent(value)));
  } catch {
    return false;
  }
}

/**
 * Whether a value is `[segment, { slot: state }, refresh?, marker?, hints?, …]`. A loop, because recursion into a deep
 * state would exhaust the stack.
 */
function isTree(root: unknown): boolean {
  const waiting: [state: unknown, depth: number][] = [[root, 0]];
  for (let seen = 0; ; seen += 1) {
    const next = waiting.pop();
    if (!next) return true;
    const [state, depth] = next;
    if (depth > maxTreeDepth || seen > maxTreeNodes || !Array.isArray(state) || state.length > 6) return false;
    const [segment, slots, refresh, marker, hints, last] = state;
    if (!isSegment(segment) || typeof slots !== "object" || slots === null || Array.isArray(slots)) return false;
    if (!isAbsent(refresh) && !(isStringArray(refresh) && refresh.length === 2)) return false;
    if (!isAbsent(marker) && !markers.has(marker)) return false;
    if (!isAbsent(hints) && typeof hints !== "number") return false;
    if (last !== undefined && typeof last !== "string") return false;
    for (const child of Object.values(slots)) waiting.push([child, depth + 1]);
  }
}

const markers = new Set<unknown>(["refetch", "inside-shared-layout", "metadata-only"]);
const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;
const isStringArray = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((text) => typeof text === "string");

/** Whether a value is a name, or a parameter: `[name, value, type, siblings]`. */
function isSegment(segment: unknown): boolean {
  if (typeof segment === "string") return true;
  if (!Array.isArray(segment) || segment.length !== 4 || !isStringArray(segment.slice(0, 3))) return false;
  return parameterTypes.test(segment[2]) && (segment[3] === null || isStringArray(segment[3]));
}
const parameterTypes = /^(?:oc|[cd](?:i(?:\(\.\.\)\(\.\.\)|\(\.{1,3}\)))?)$/;

/**
 * Checks the `_rsc` parameter. Next sends a payload only if it is the hash of these headers, so that a cache that ignores
 * `Vary` does not mix payloads up. Other requests are redirected to the address with the hash.
 */
function checkHash(url: string, headers: IncomingHttpHeaders): RouterVerdict {
  const { path, query } = splitAddress(url);
  const given = new URLSearchParams(query).get("_rsc");
  const input = hashInput(headers);
  const expected = input === undefined ? "" : hashHeaders(input);
  if (given === expected || (given !== null && input !== undefined && given === shortHash(input))) return accepted;
  const others = query.split("&").filter((pair) => pair !== "" && pair !== "_rsc" && !pair.startsWith("_rsc="));
  return { ok: false, location: `${path}?${[...others, expected === "" ? "_rsc" : `_rsc=${expected}`].join("&")}` };
}

/** As `createCacheBustingSearchParamInput` of Next; undefined without headers besides `rsc`. */
function hashInput(headers: IncomingHttpHeaders): string | undefined {
  const [, tree, prefetch, segment, nextUrl] = routerHeaders.map((name) => headers[name]?.toString());
  if ((prefetch === undefined || prefetch === "0") && [tree, segment, nextUrl].every((value) => value === undefined))
    return undefined;
  return [prefetch ?? "0", segment ?? "0", tree ?? "0", nextUrl ?? "0"].join(",");
}

/** As `computeCacheBustingSearchParam`. */
function hashHeaders(input: string): string {
  return hash("sha256", input, "buffer").subarray(0, 12).toString("base64url");
}

/** As `computeLegacyCacheBustingSearchParam`, which browsers use for a site without https. */
function shortHash(input: string): string {
  let value = 5381;
  for (let at = 0; at < input.length; at += 1) value = ((value << 5) + value + input.charCodeAt(at)) & 0xffffffff;
  return (value >>> 0).toString(36).slice(0, 5);
}
