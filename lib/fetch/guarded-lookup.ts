import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "./public-address.ts";

/** Resolves a name to all its addresses. */
export type ResolveAll = (
  hostname: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Thrown while connecting to a name without any public address. */
export class PrivateAddressError extends Error {
  readonly code = "EPRIVATE";
}

/**
 * The `lookup` of a connection: only public addresses of a name are handed on, and they are the ones that are connected to, so that a name
 * which answers otherwise the second time (DNS rebinding) gains nothing.
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
