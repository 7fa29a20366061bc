import { expect, test } from "vitest";
import { parseValkeyAddress } from "./valkey-address.ts";

test.each([
  ["valkey://cache.example", { host: "cache.example", port: 6379, db: 0 }],
  ["redis://:s%2Fcret@10.0.0.5:6380/3", { host: "10.0.0.5", port: 6380, db: 3, password: "s/cret" }],
  ["valkeys://site:pw@[::1]/", { host: "::1", port: 6379, db: 0, username: "site", password: "pw", tls: {} }],
  ["rediss://cache.example:6390", { host: "cache.example", port: 6390, db: 0, tls: {} }],
])("reads %s", (text, expected) => expect(parseValkeyAddress(text)).toEqual(expected));

test.each([
  "",
  "cache.example",
  "http://cache.example",
  "valkey://",
  "valkey:///1",
  "valkey://cache.example/one",
  "valkey://cache.example/1/2",
  "valkey://cache.example/?db=1",
  "valkey://:pass#word@cache.example",
])("refuses %j", (text) => expect(parseValkeyAddress(text)).toBeUndefined());
