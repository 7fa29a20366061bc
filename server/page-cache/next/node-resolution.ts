import { registerHooks } from "node:module";

/** The modules of Next that actions import. Next's package has no `exports`, so plain Node needs their extension. */
const entries = new Set(["next/headers", "next/navigation"]);

/**
 * Lets plain Node load modules that import from Next. The imports cannot contain the extension, because Next replaces
 * exactly these names with the variants for its server.
 */
export function resolveNextInNode(): void {
  registerHooks({
    resolve: (specifier, context, resolve) => resolve(entries.has(specifier) ? `${specifier}.js` : specifier, context),
  });
}
