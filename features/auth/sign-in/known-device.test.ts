import { beforeAll, expect, test } from "vitest";
import { addKnownDevice, findKnownDevice } from "./known-device.ts";

beforeAll(() => {
  process.env.AUTH_SECRET = "a secret of this test";
});

const now = Date.UTC(2026, 10, 24);

test("recognises a device as its member's only", () => {
  const kept = addKnownDevice(undefined, 12, now);
  expect(findKnownDevice(kept, 12, now)).toMatch(/^[\w-]{16}$/);
  expect(findKnownDevice(kept, 1, now)).toBeUndefined();
});

test("recognises up to four members who share a browser and drops the first for a fifth", () => {
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

test("ignores entries that are forged or half a year old", () => {
  const kept = addKnownDevice(undefined, 12, now);
  const [, device, issued, made] = kept.split(".");
  for (const wrong of [undefined, "", "~~~", `13.${device}.${issued}.${made}`, `${kept}x`, kept.slice(0, -1)]) {
    expect(findKnownDevice(wrong, 12, now)).toBeUndefined();
    expect(findKnownDevice(wrong, 13, now)).toBeUndefined();
  }
  expect(findKnownDevice(kept, 12, now + 181 * 86_400_000)).toBeUndefined();
  expect(findKnownDevice(kept, 12, now - 86_400_000)).toBeUndefined();
  process.env.AUTH_SECRET = "another secret";
  expect(findKnownDevice(kept, 12, now)).toBeUndefined();
  process.env.AUTH_SECRET = "a secret of this test";
});
