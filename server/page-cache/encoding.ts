/** The encodings in which a body is stored. */
export type Encoding = "br" | "gzip" | "identity";

const known: readonly Encoding[] = ["br", "gzip", "identity"];

/** Preferences by header. Browsers send only a handful of different headers. */
const memory = new Map<string, readonly Encoding[]>();
const maxRemembered = 200;

/**
 * Chooses among the available encodings by an Accept-Encoding header (RFC 9110, 12.5.3): the highest q-value wins, ties
 * go to the smallest form. A client that refuses everything (`identity;q=0`, `*;q=0`) still gets the identity form: the
 * RFC allows it, and a 406 helps nobody.
 */
export function chooseEncoding(header: string | undefined, available: (encoding: Encoding) => boolean): Encoding {
  if (!header) return "identity";
  let order = memory.get(header);
  if (!order) {
    order = preferences(header);
    if (memory.size >= maxRemembered) memory.clear();
    if (header.length < 200) memory.set(header, order);
  }
  return order.find(available) ?? "identity";
}

function preferences(header: string): Encoding[] {
  const quality = new Map<string, number>();
  for (const part of header.toLowerCase().split(",").slice(0, 32)) {
    const [name = "", ...parameters] = part.split(";").map((piece) => piece.trim());
    if (!name) continue;
    const q = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    const value = q === undefined ? 1 : /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(q) ? Number(q) : 0;
    quality.set(name === "x-gzip" ? "gzip" : name, value);
  }
  const wildcard = quality.get("*");
  const wanted = (encoding: Encoding) => {
    const listed = quality.get(encoding);
    if (listed !== undefined) return listed;
    // If it is not listed, identity is acceptable but less preferred than any listed encoding.
    if (encoding === "identity") return wildcard === 0 ? 0 : 0.0005;
    return wildcard ?? 0;
  };
  // The sort is stable: encodings with equal weight keep the order of `known`, smallest form first.
  return known.filter((encoding) => wanted(encoding) > 0).sort((a, b) => wanted(b) - wanted(a));
}
