import type { RedirectRule } from "#features/redirects/rules.ts";

/** A redirect to store. One that is only a `fallback` never replaces another from the same path. */
export type AddressRule = RedirectRule & { fallback?: true };
