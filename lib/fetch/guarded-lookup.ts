import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "./public-address.ts";

/** Resolves a name to all its addresses. */
export type ResolveAll = (
  hostname: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Thrown when connecting to a name without any public address. */
export class PrivateAddressError extends Error {
  readonly code = "EPRIVATE";
}

/**
 * A connection's `lookup` that passes on only the public addresses of a name. Exactly those are connected to, so a name
 * that resolves differently the second time (DNS rebinding) gains nothing.
 */
export function guardedLookup(
  mayBePrivate: (hostname: string) => boolean,
  resolve: ResolveAll = systemLookup,
): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      const addresses = mayBePrivate(hostname) ? found : found.filter(({ address }) => isPublicAddress(address));
      const [first] = addresses;
      if (!first) return done(new PrivateAddressError("The name has no public address."), []);
      if (options.all) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
}
