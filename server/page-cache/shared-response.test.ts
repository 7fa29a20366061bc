import { expect, test } from "vitest";
import { hashSource } from "../http/security-headers.ts";
import { makeSharedResponse, type ResponseSettings } from "./shared-response.ts";

const html = "<!DOCTYPE html><html><head></head><body><main>Texte</main></body></html>";

function send(page: string, settings: Partial<ResponseSettings>) {
  const reads = { tags: new Set<string>(), expiresAt: Number.POSITIVE_INFINITY, personal: undefined };
  const captured = { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: Buffer.from(html) };
  const sent = makeSharedResponse({ ...captured, reads }, page, {
    lateHydration: true,
    offlineReading: true,
    secure: false,
    stylesheetOf: () => undefined,
    ...settings,
  });
  const policy = sent.headers.find(([name]) => name === "Content-Security-Policy")?.[1] ?? "";
  const body = sent.body.toString();
  const scripts = [...body.matchAll(/<script[^<>]*>([\s\S]*?)<\/script>/g)].map(([, text = ""]) => text);
  for (const script of scripts) expect(policy).toContain(hashSource(script));
  return body;
}

test("articles are prerendered only where scripts wait for the reader", () => {
  expect(send("/articles/a", {})).toContain('"prerender":');
  const eager = send("/articles/a", { lateHydration: false });
  expect(eager).toContain('"prefetch":');
  expect(eager).not.toContain('"prerender":');
  expect(send("/login", {})).not.toContain("speculationrules");
});

test("without a loader a script of its own registers the service worker, on reader pages of a site that keeps articles", () => {
  const registers = (page: string, settings: Partial<ResponseSettings>) =>
    send(page, settings).includes('register("/sw.js")');
  expect(registers("/articles/a", { lateHydration: false })).toBe(true);
  expect(registers("/articles/a", { lateHydration: false, offlineReading: false })).toBe(false);
  expect(registers("/account", { lateHydration: false })).toBe(false);
});
