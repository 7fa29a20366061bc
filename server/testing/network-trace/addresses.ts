/** The only public address of the traced network: its web server and its name server listen there. */
export const publicAddress = "203.1.113.77";

/** Private hosts, in every way to write them in an address. */
export const privateHosts = [
  ...["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "0", "127.0.0.1.", "１２７.0.0.1"],
  ...["10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1"],
  ...[
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
  ],
  ...["[2002:7f00:1::]", "[fe80::1]", "[fd00::1]", "[2001:0:7f00:1::]"],
  ...["localhost", "localhost.", "feeds.localhost", "127.0.0.1.nip.test", "private.test", "private.test."],
  ...["metadata.test", "ipv6.test", "mapped.test", "nat64.test", "rebinding.test"],
];

/**
 * Resolves a name as the name server of the traced network does. `rebinding.test` alternates between the public address
 * and a private one; `mixed.test` has both. `count`: how often the name was resolved before.
 */
export function answerName(name: string, count: number): { ipv4: string[]; ipv6: string[] } {
  const addresses = (ipv4: string[], ipv6: string[] = []) => ({ ipv4, ipv6 });
  if (name === "private.test" || name.endsWith(".nip.test")) return addresses(["127.0.0.1"]);
  if (name === "metadata.test") return addresses(["169.254.169.254"]);
  if (name === "ipv6.test") return addresses([], ["::1"]);
  if (name === "mapped.test") return addresses([], ["::ffff:127.0.0.1"]);
  if (name === "nat64.test") return addresses([], ["64:ff9b::7f00:1"]);
  if (name === "mixed.test") return addresses(["127.0.0.1", publicAddress], ["::1"]);
  if (name === "rebinding.test") return addresses([count % 2 === 0 ? publicAddress : "127.0.0.1"]);
  return addresses([publicAddress]);
}
