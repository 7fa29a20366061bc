import type { Root } from "hast";
import { visit } from "unist-util-visit";
import { toText } from "#lib/html/text.ts";
import { isCited, listWebAddresses, toWebAddress, type WebAddress } from "./addresses.ts";

/** What the links of a comment show. */
export interface LinkFeatures {
  addresses: WebAddress[];
  /** "SHOWN → TARGET" for a link whose text is an address of another site. */
  misleading: string[];
  /** Hosts of links that nobody would see: a sign, or a space of no width in the address. */
  concealed: string[];
}

/** Invisible characters in an address, in percent-encoding: zero width, soft hyphen, direction. */
const invisible = /%E2%80%(?:8[B-F]|A[A-E])|%C2%AD|%EF%BB%BF/i;

/** Reads the links of a comment's content: where they lead, and whether they say so. */
export function readLinkFeatures(tree: Root): LinkFeatures {
  const features: LinkFeatures = { addresses: [], misleading: [], concealed: [] };
  visit(tree, "element", (element) => {
    const address = element.tagName === "a" ? toWebAddress(String(element.properties.href ?? "")) : undefined;
    if (!address) return;
    features.addresses.push(address);
    const shown = toText(element);
    const [named] = listWebAddresses(shown);
    if (named && !isSameSite(named.host, address.host)) features.misleading.push(`${named.host} → ${address.host}`);
    // "[1]" is a reference.
    const isHardlyVisible = [...shown].length < 2 && !/\d/.test(shown);
    if ((isHardlyVisible && !isCited(address)) || invisible.test(String(element.properties.href)))
      features.concealed.push(address.host);
  });
  return features;
}

const isSameSite = (one: string, other: string) =>
  one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
