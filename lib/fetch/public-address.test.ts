import { isIPv4 } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isPublicAddress } from "./public-address.ts";

test.each([
  ["93.184.215.14", true],
  ["8.8.8.8", true],
  ["100.63.255.255", true],
  ["172.15.255.255", true],
  ["172.32.0.0", true],
  ["0.0.0.0", false],
  ["0.1.2.3", false],
  ["10.0.0.1", false],
  ["100.64.0.1", false],
  ["100.127.255.255", false],
  ["127.0.0.1", false],
  ["127.255.255.254", false],
  ["169.254.169.254", false],
  ["172.16.0.1", false],
  ["172.31.255.255", false],
  ["192.0.0.192", false],
  ["192.168.1.1", false],
  ["198.18.0.1", false],
  ["224.0.0.1", false],
  ["239.255.255.250", false],
  ["240.0.0.1", false],
  ["255.255.255.255", false],
  ["2606:4700:4700::1111", true],
  ["2a00:1450:4007::2003", true],
  ["::", false],
  ["::1", false],
  ["::127.0.0.1", false],
  ["::ffff:127.0.0.1", false],
  ["::ffff:7f00:1", false],
  ["::FFFF:169.254.169.254", false],
  ["0:0:0:0:0:ffff:10.0.0.1", false],
  ["::ffff:8.8.8.8", true],
  ["64:ff9b::127.0.0.1", false],
  ["64:ff9b::a00:1", false],
  ["64:ff9b::8.8.8.8", true],
  ["64:ff9b:1::8.8.8.8", false],
  ["64:ff9b::", false],
  ["2002:7f00:1::", false],
  ["2002:808:808::1", false],
  ["2001::1", false],
  ["2001:db8::1", false],
  ["3fff::1", false],
  ["fc00::1", false],
  ["fd12:3456::1", false],
  ["fe80::1", false],
  ["fe80::1%eth0", false],
  ["2606:4700::1%eth0", false],
  ["fec0::1", false],
  ["ff02::1", false],
  ["localhost", false],
  ["2130706433", false],
  ["0x7f.1", false],
  ["", false],
])("%s is public: %s", (ip, expected) => expect(isPublicAddress(ip)).toBe(expected));

test("checks mapped and translated forms as the IPv4 address inside", () => {
  fc.assert(
    fc.property(fc.ipV4(), (ip) => {
      const parts = ip.split(".").map(Number);
      const hex = [0, 2].map((at) => (((parts[at] ?? 0) << 8) | (parts[at + 1] ?? 0)).toString(16)).join(":");
      expect(isIPv4(ip)).toBe(true);
      for (const form of [`::ffff:${ip}`, `::ffff:${hex}`, `64:ff9b::${ip}`, `64:ff9b:0::${hex}`])
        expect(isPublicAddress(form)).toBe(isPublicAddress(ip));
    }),
    { numRuns: 2_000 },
  );
});
