import { beforeAll, expect, test } from "vitest";
import { addKnownDevice, findKnownDevice } from "./known-device.ts";

beforeAll(() => {
  process.env.AUTH_SECRET = "a secret of this test";
});

const now = Date.UTC(2026, 10, 24);

test("a device is known as its member's, and as nobody else's", () => {
  const kept = addKnownDevice(undefined, 12, now);
  expect(findKnownDevice(kept, 12, now)).toMatch(/^[\w-]{16}$/);
  expect(findKnownDevice(kept, 1, now)).toBeUndefined();
});

test("people who share a browser are all known, the fifth makes it forget the first", () => {
  let kept: string | undefined;
  for (const member of [1, 2, 3, 4, 5]) kept = addKnownDevice(kept, member, now);
  expect([1, 2, 3, 4, 5].map((member) => findKnownDevice(kept, member, now) !== undefined)).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
  expect(addKnownDevice(kept, 3, now).split("~")).toHaveLength(4);
});

test("what this site did not write, or wrote half a year ago, says nothing", () => {
  const kept = addKnownDevice(undefined, 12, now);
  const [, device, issued, made] = kept.split(".");
  for (const wrong of [undefined, "", "~~~", `13.${device}.${issued}.${made}`, `${kept}x`, kept.slice(0, -1)]) {
    expect(findKnownDevice(wrong, 12, now)).toBeUndefined();
    expect(findKnownDevice(wrong, 13, now)).toBeUndefined();
  }
  expect(findKnownDevice(kept, 12, now + 181 * 86_400_000)).toBeUndefined();
  expect(findKnownDevice(kept, 12, now - 1)).toBeUndefined();
  process.env.AUTH_SECRET = "another secret";
  expect(findKnownDevice(kept, 12, now)).toBeUndefined();
  process.env.AUTH_SECRET = "a secret of this test";
});
