import { expect, test } from "vitest";
import { parseTypedAddress } from "./typed-address.ts";

test.each([
  ["https://exemple.fr/a", "https://exemple.fr/a"],
  [" exemple.fr ", "https://exemple.fr"],
  ["été.exemple.fr?x=1", "https://été.exemple.fr?x=1"],
  ["localhost.test:8080/a", "https://localhost.test:8080/a"],
  ["/articles/phare", "/articles/phare"],
  ["#notes", "#notes"],
  ["ada@exemple.fr", "mailto:ada@exemple.fr"],
  ["tel:+33123456789", undefined],
  ["phare", undefined],
  ["phare breton", undefined],
  ["javascript:alert(1)", undefined],
  ["https://", undefined],
  ["Fin. Début", undefined],
])("reads %j as %j", (typed, address) => {
  expect(parseTypedAddress(typed)).toBe(address);
});
