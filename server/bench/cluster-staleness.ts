import { setTimeout as sleep } from "node:timers/promises";
import type { SiteNode } from "../testing/cluster/site-nodes.ts";
import type { Write, WriteKind } from "./random-writes.ts";
import { percentile, sendOne } from "./request-load.ts";

/** Where readers ask: one node directly, or the balancer. */
export interface ReaderTarget {
  url: string;
  /** Undefined for the balancer. */
  node: SiteNode | undefined;
  /** Instead of the node's or the balancer's. */
  name?: string;
}

/** How a target followed one write on one page. */
export interface PageObservation {
  kind: WriteKind;
  address: string;
  target: string;
  /** From the response to the write until the last request that got a stale page; Infinity if it never became current. */
  staleMs: number;
  requests: number;
  /** How long the first request took (ms). */
  firstMs: number;
  /** Requests that were answered with 5xx, or not at all. */
  failures: number;
  /** Whether no request was answered. */
  isUnanswered: boolean;
  /** Whether the node, or for the balancer any node, had a fault meanwhile. */
  hadFault: boolean;
}

/** How long a page is followed (ms), and the pause between two requests. */
const followMs = 20_000;
export const pauseMs = 15;
const requestTimeoutMs = 10_000;

/** Requests a page of one target until it shows the write. */
export async function followPage(
  write: Write,
  { address, isCurrent }: Write["pages"][number],
  target: ReaderTarget,
  hadFault: (node: SiteNode | undefined, from: number, to: number) => boolean,
): Promise<PageObservation> {
  let [stale, requests, failures, answered, isShown] = [0, 0, 0, 0, false];
  let firstMs: number | undefined;
  while (!isShown && performance.now() - write.answered < followMs) {
    const sent = performance.now();
    requests += 1;
    try {
      const response = await fetch(target.url + address, {
        redirect: "manual",
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
      const html = await response.text();
      // A refusal says nothing about the page.
      if (response.status >= 500) failures += 1;
      else if (response.status !== 429) {
        answered += 1;
        isShown = isCurrent(response.status, html);
        if (!isShown) stale = sent - write.answered;
      }
    } catch {
      // The node is away.
      failures += 1;
    }
    firstMs ??= performance.now() - sent;
    if (!isShown) await sleep(pauseMs);
  }
  return {
    kind: write.kind,
    address,
    target: target.name ?? target.node?.name ?? "balancer",
    staleMs: isShown || answered === 0 ? stale : Number.POSITIVE_INFINITY,
    requests,
    firstMs: firstMs ?? Number.NaN,
    failures,
    isUnanswered: answered === 0,
    hadFault: hadFault(target.node, write.answered, performance.now()),
  };
}

/** What the author's own next request to a node shows. */
export type AuthorObservation = "seen" | "missing" | "missingDuringFault" | "unanswered";

/** Requests a comment's page as its author, once. */
export async function askAsAuthor(
  write: Write,
  { url, node }: ReaderTarget,
  hadFault: (node: SiteNode | undefined, from: number, to: number) => boolean,
): Promise<AuthorObservation> {
  const [page] = write.pages;
  if (!write.authorsRequest || !page) return "unanswered";
  try {
    const { status, body } = await sendOne(url, write.authorsRequest);
    if (status >= 500 || status === 429) return "unanswered";
    if (page.isCurrent(status, body)) return "seen";
    return hadFault(node, write.answered, performance.now()) ? "missingDuringFault" : "missing";
  } catch {
    return "unanswered";
  }
}

export interface Distribution {
  pages: number;
  p50: number;
  p99: number;
  max: number;
  /** Pages that were stale for more than a second, without and with a fault of the node meanwhile. */
  staleAfter1s: number;
  staleAfter1sWithFault: number;
  unanswered: number;
}

/** Sums up observations; the distribution is that of targets without a fault. */
export function summarizeStaleness(observations: readonly PageObservation[]): Distribution {
  const usual = observations.filter(({ hadFault, isUnanswered }) => !hadFault && !isUnanswered);
  const times = usual.map(({ staleMs }) => staleMs).toSorted((a, b) => a - b);
  const isLate = ({ staleMs }: PageObservation) => staleMs > 1_000;
  return {
    pages: times.length,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    max: times.at(-1) ?? Number.NaN,
    staleAfter1s: usual.filter(isLate).length,
    staleAfter1sWithFault: observations.filter((one) => one.hadFault && isLate(one)).length,
    unanswered: observations.filter(({ isUnanswered }) => isUnanswered).length,
  };
}
