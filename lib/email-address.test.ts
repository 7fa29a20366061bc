import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalAddress, emailAddress, isSingleMailbox, mailboxOf, signInAddress } from "./email-address.ts";

test.each([
  ["ada@example.org", "ada@example.org"],
  ["  Ada.L+news@Example.ORG ", "Ada.L+news@example.org"],
  ["admin@localhost", "admin@localhost"],
  ["admin@127.0.0.1", "admin@127.0.0.1"],
  ["admin@my_host", "admin@my_host"],
  ["o'neil_{x}@sub.example.co.uk", "o'neil_{x}@sub.example.co.uk"],
  ["a@exämple.org", "a@xn--exmple-cua.org"],
  ["a@XN--EXMPLE-CUA.org", "a@xn--exmple-cua.org"],
  ["a@пример.рф", "a@xn--e1afmkfd.xn--p1ai"],
])("stores %j as %s", (typed, stored) => {
  expect(emailAddress.parse(typed)).toBe(stored);
  expect(emailAddress.parse(stored)).toBe(stored);
});

test.each([
  "x0,victim@example.org",
  "x0;victim@example.org",
  "victim@example.org,x@example.org",
  "Eve:victim@example.org",
  "eve(comment)@example.org",
  "[eve]@example.org",
  "a@[127.0.0.1]",
  "eve\\@example.org",
  "<eve@example.org>",
  '"eve x"@example.org',
  "eve x@example.org",
  "eve\n@example.org",
  "eve\r\nBcc: victim@example.org",
  "eve\u0000@example.org",
  "eve@exam\u0000ple.org",
  "eve@example.org\u202e",
  "a@b@c.org",
  "@example.org",
  "a@",
  "a@.org",
  "a@example..org",
  "a@-example.org",
  "a@0x7f.1",
  "a@example.org.",
  "a@127.1",
  "a@exam%70le.org",
  `${"a".repeat(65)}@example.org`,
  `a@${"b".repeat(64)}.org`,
  `a@${"abcdefg.".repeat(40)}org`,
  "a".repeat(1_000_000),
])("refuses %j", (typed) => {
  expect(emailAddress.safeParse(typed).error?.issues.map(({ message }) => message)).toEqual(["email.invalid"]);
});

test.each(["zoé@example.org", "иван@example.org", "ｅve@example.org"])(
  "names the local part as the reason for refusing %j",
  (typed) => {
    expect(emailAddress.safeParse(typed).error?.issues[0]?.message).toBe("email.localPart");
  },
);

test("what is accepted has one @, no separator, and stays unchanged", () => {
  const part = fc.string({ unit: "binary", maxLength: 12 });
  const near = fc.string({ unit: fc.constantFrom(...'aB.@,;:<>()[]\\" +-\n\u0000é%'), maxLength: 30 });
  fc.assert(
    fc.property(
      fc.oneof(
        near,
        fc.tuple(part, part).map(([a, b]) => `${a}@${b}.org`),
      ),
      (typed) => {
        const address = canonicalAddress(typed);
        if (address === undefined) return;
        expect(address).toMatch(/^[!-~]+@[a-z0-9_.-]+$/);
        expect(address).not.toMatch(/[,;:()[\]\\<>"]/);
        expect(canonicalAddress(address)).toBe(address);
        expect(isSingleMailbox(address)).toBe(true);
      },
    ),
    { numRuns: 5_000 },
  );
});

test.each([
  ["Ada@Example.org", "ada@example.org"],
  ["ada+one@example.org", "ada@example.org"],
  ["+ada@example.org", "+ada@example.org"],
  ["a.d.a+x@gmail.com", "ada@gmail.com"],
  ["a.da@googlemail.com", "ada@gmail.com"],
  ["a.da@example.org", "a.da@example.org"],
  ["a@exämple.org", "a@xn--exmple-cua.org"],
  ["A.d-a_l+x@ProtonMail.com", "adal@proton.me"],
  ["a-d_a@example.org", "a-d_a@example.org"],
])("counts mails to %s for %s", (address, mailbox) => expect(mailboxOf(address)).toBe(mailbox));

test("an address to sign in with contains nothing that PostgreSQL refuses", () => {
  expect(signInAddress.parse(" Ada@Example.org ")).toBe("Ada@example.org");
  expect(signInAddress.parse(" zoé@example.org ")).toBe("zoé@example.org");
  expect(signInAddress.parse("a\u0000b\ud800@example.org")).toBe("ab@example.org");
});
