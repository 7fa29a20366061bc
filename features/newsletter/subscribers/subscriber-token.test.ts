import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createSubscriberToken,
  isSubscriberToken,
  readSubscriberId,
  subscriberTokenLength,
  subscriberTokenPlaceholder,
} from "./subscriber-token.ts";

const linkKey = fc.uint8Array({ minLength: 32, maxLength: 32 });
const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

test("a token names its subscriber, has a fixed length, and is accepted with its own key only", () => {
  fc.assert(
    fc.property(id, linkKey, linkKey, (subscriber, key, other) => {
      fc.pre(Buffer.compare(key, other) !== 0);
      const token = createSubscriberToken({ id: subscriber, linkKey: key });
      expect(token).toHaveLength(subscriberTokenLength);
      expect(readSubscriberId(token)).toBe(subscriber);
      expect(isSubscriberToken(token, { id: subscriber, linkKey: key })).toBe(true);
      expect(isSubscriberToken(token, { id: subscriber, linkKey: other })).toBe(false);
      expect(isSubscriberToken(token, { id: subscriber + 1, linkKey: key })).toBe(false);
    }),
  );
});

test("the placeholder is as long as a token, needs no encoding in an address, and names nobody", () => {
  expect(subscriberTokenPlaceholder).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(subscriberTokenPlaceholder).toHaveLength(subscriberTokenLength);
  expect(readSubscriberId(subscriberTokenPlaceholder)).toBeUndefined();
});

test("what has not the shape of a token names nobody", () => {
  const token = createSubscriberToken({ id: 7, linkKey: new Uint8Array(32) });
  for (const wrong of [
    "",
    token.slice(1),
    `${token}a`,
    ` ${token.slice(1)}`,
    "Z".repeat(subscriberTokenLength),
    `${token.slice(0, -1)}=`,
  ])
    expect(readSubscriberId(wrong)).toBeUndefined();
  expect(readSubscriberId("z".repeat(11) + "a".repeat(43))).toBeUndefined();
});
