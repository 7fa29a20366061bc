import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { escapeHtml } from "#lib/html/escape-html.ts";
import { privateAreas, signInPages } from "#server/page-cache/shared-routes.ts";
import type { WorkerConfig } from "./worker.mjs";

const readModule = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
/** The end of the import with which the worker begins. */
const importEnd = 'from "./kept-pages.mjs";\n';

/** The worker's two modules as one classic script, which every browser with service workers runs. */
const source = [readModule("kept-pages.mjs"), readModule("worker.mjs").split(importEnd)[1] ?? ""]
  .join("\n")
  .replace(/^export /gm, "");

/** Removes the worker and what it keeps, from a browser that has one. */
export const removalScript = `addEventListener("install",()=>skipWaiting());
addEventListener("activate",(event)=>event.waitUntil(
  caches.keys()
    .then((names)=>Promise.all(names.filter((name)=>name.startsWith("vigie-offline-")).map((name)=>caches.delete(name))))
    .then(()=>registration.unregister())));
`;

interface WorkerScriptOptions {
  /** Changes with the site's code. */
  buildId: string;
  siteName: string;
  locale: string;
  zone: string;
  /** Plain text; `{date}` stays in `notice`. */
  texts: WorkerConfig["texts"];
}

/** The service worker's script. It changes with the code, the language and the site's name: browsers then install it. */
export function workerScript({ buildId, siteName, locale, zone, texts }: WorkerScriptOptions): string {
  const config: WorkerConfig = {
    build: createHash("sha256")
      .update(JSON.stringify([source, buildId, siteName, texts]))
      .digest("hex")
      .slice(0, 12),
    privateAreas: [...new Set([...privateAreas, ...[...signInPages].map((page) => page.slice(1))])],
    locale,
    zone,
    texts: { notice: escapeHtml(texts.notice), intro: escapeHtml(texts.intro) },
  };
  return `${source}\nstartWorker(self, ${JSON.stringify(config)});\n`;
}
