import fc from "fast-check";
import { expect, test } from "vitest";
import { readEnv } from "#lib/env.ts";
import {
  createBounceToken,
  createReturnPath,
  mailboxMark,
  maxBounceLocalPartLength,
  maxBounceTokenLength,
  readBounceToken,
  type SentSubject,
} from "./bounce-token.ts";

const id = fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));
const subject: fc.Arbitrary<SentSubject> = fc.oneof(
  fc.record({ kind: fc.constant("issue" as const), issueId: id, subscriberId: id }),
  fc.record({ kind: fc.constant("member" as const), memberId: id, address: fc.emailAddress() }),
  fc.record({ kind: fc.constant("check" as const), id }),
);

test("a token names its subject in any case of its letters, and fits into a local part", () => {
  fc.assert(
    fc.property(subject, (sent) => {
      const token = createBounceToken(sent);
      expect(token).toMatch(/^[0-9a-z]+$/);
      expect(token.length).toBeLessThanOrEqual(maxBounceTokenLength);
      const { address, ...rest } = { address: undefined, ...sent };
      const expected = address === undefined ? rest : { ...rest, mailbox: mailboxMark(address) };
      expect(readBounceToken(token)).toEqual(expected);
      expect(readBounceToken(token.toUpperCase())).toEqual(expected);
    }),
  );
});

test("no changed, cut or extended token is accepted", () => {
  fc.assert(
    fc.property(subject, fc.nat(), fc.constantFrom(..."0123456789abcdefghijklmnopqrstuvwxyz-+"), (sent, at, letter) => {
      const token = createBounceToken(sent);
      const place = at % token.length;
      const changed = token.slice(0, place) + letter + token.slice(place + 1);
      if (changed !== token) expect(readBounceToken(changed)).toBeUndefined();
      expect(readBounceToken(token.slice(0, place))).toBeUndefined();
      expect(readBounceToken(token.slice(place + 1))).toBeUndefined();
      expect(readBounceToken(token + letter)).toBeUndefined();
    }),
  );
});

test("any other text is nobody's token", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      expect(readBounceToken(text)).toBeUndefined();
    }),
  );
});

test("a return path is an address whose local part has at most 64 characters", () => {
  const largest = Number.MAX_SAFE_INTEGER;
  const local = "b".repeat(maxBounceLocalPartLength);
  const path = createReturnPath(`${local}@example.org`, { kind: "issue", issueId: largest, subscriberId: largest });
  expect(path).toMatch(/^b+\+[0-9a-z]+@example\.org$/);
  expect(path.indexOf("@")).toBeLessThanOrEqual(64);
  expect(() => readEnv({ MAIL_BOUNCE_ADDRESS: `${local}@example.org` })).not.toThrow();
  expect(() => readEnv({ MAIL_BOUNCE_ADDRESS: `${local}b@example.org` })).toThrow(/MAIL_BOUNCE_ADDRESS/);
});
