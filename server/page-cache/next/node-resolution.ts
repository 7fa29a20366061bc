import { AsyncLocalStorage } from "node:async_hooks";
import { registerHooks } from "node:module";

/** The modules of Next that actions import. Next's package has no `exports`, so plain Node needs their extension. */
const entries = new Set(["next/headers", "next/navigation"]);

/**
 * Lets plain Node load modules that import from Next, as in production. The imports cannot contain the extension, because
 * Next replaces exactly these names with the variants for its server.
 */
export function resolveNextInNode(): void {
  // Next's server sets both in its own thread only, and Next's modules read them when they load.
  Object.assign(process.env, { NODE_ENV: "production" });
  Object.assign(globalThis, { AsyncLocalStorage });
  registerHooks({
    resolve: (specifier, context, resolve) => resolve(entries.has(specifier) ? `${specifier}.js` : specifier, context),
  });
}
