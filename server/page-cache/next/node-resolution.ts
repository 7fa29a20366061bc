import { registerHooks } from "node:module";

/** What actions import from Next. In its package these names lack the extension that plain Node needs. */
const entries = new Set(["next/headers", "next/navigation"]);

/**
 * Lets modules that Next bundles be loaded in plain Node too. An extension in their imports would not do: Next replaces exactly these names by
 * the variants for its server.
 */
export function resolveNextInNode(): void {
  registerHooks({
    resolve: (specifier, context, resolve) => resolve(entries.has(specifier) ? `${specifier}.js` : specifier, context),
  });
}
