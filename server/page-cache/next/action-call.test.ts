import { afterEach, expect, test, vi } from "vitest";
import { checkActionCall } from "./action-call.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const id = `7f${"a".repeat(40)}`;
const other = `c0${"b".repeat(40)}`;
const ids = new Set([id]);

async function form(fields: [string, string][]) {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  const request = new Request("http://localhost/", { method: "POST", body: data });
  return { body: Buffer.from(await request.arrayBuffer()), type: request.headers.get("content-type") ?? "" };
}
const byScript = async (fields: [string, string][], action = id) => {
  const { body, type } = await form(fields);
  return checkActionCall({ "next-action": action, "content-type": type }, body, ids).kind;
};
const withoutScripts = async (fields: [string, string][]) => {
  const { body, type } = await form(fields);
  return checkActionCall({ "content-type": type }, body, ids);
};
const text = (body: string, action = id, type = "text/plain;charset=UTF-8") =>
  checkActionCall({ "next-action": action, "content-type": type }, Buffer.from(body), ids).kind;

test("classifies a script's call as fine, unknown or malformed", async () => {
  expect(text("[]")).toBe("fine");
  expect(text('["$i1"]')).toBe("malformed");
  expect(text("[]", id, "application/x-www-form-urlencoded")).toBe("malformed");
  for (const unknown of [other, `7f${"c".repeat(40)}`, "x", "", "__proto__"])
    expect(text("[]", unknown)).toBe("unknown");
  expect(
    await byScript([
      ["_1_body", "Bonjour"],
      ["0", '[{"status":"idle"},"$K1"]'],
    ]),
  ).toBe("fine");
  expect(await byScript([["0", '["$1"]']])).toBe("malformed");
  expect(await byScript([["1", '["$1"]']])).toBe("malformed");
  expect(await byScript([["0", "[]"]], other)).toBe("unknown");
});

test.each(["", " ", "00", "0x1", "1e0", "+1", "S1", "S", "Infinity"])(
  "refuses a part named %j, which React does not use",
  async (name) => {
    expect(
      await byScript([
        ["0", "[]"],
        [name, "[]"],
      ]),
    ).toBe("malformed");
  },
);

test("refuses a duplicate part, because React takes the second for a stream", async () => {
  expect(
    await byScript([
      ["0", "[]"],
      ["0", "[]"],
    ]),
  ).toBe("malformed");
});

test("classifies a form without scripts as fine, or as unknown with its fields", async () => {
  const bound: [string, string][] = [
    ["$ACTION_REF_1", ""],
    ["$ACTION_1:1", '[{"status":"idle"}]'],
    ["$ACTION_KEY", "k12"],
    ["body", "Bonjour"],
  ];
  const action = (name: string): [string, string] => ["$ACTION_1:0", `{"id":"${name}","bound":"$@1"}`];
  expect((await withoutScripts([...bound, action(id)])).kind).toBe("fine");
  expect(
    (
      await withoutScripts([
        [`$ACTION_ID_${id}`, ""],
        ["body", "x"],
      ])
    ).kind,
  ).toBe("fine");
  expect((await withoutScripts([["body", "x"]])).kind).toBe("fine");
  const old = await withoutScripts([...bound, action(other)]);
  expect(old).toMatchObject({ kind: "unknown", byScript: false });
  expect(old.kind === "unknown" && old.form.at(-2)).toMatchObject({ name: "body", text: "Bonjour" });
  expect((await withoutScripts([[`$ACTION_ID_${other}`, ""]])).kind).toBe("unknown");
  // A known id does not admit an unknown one.
  expect(
    (
      await withoutScripts([
        [`$ACTION_ID_${id}`, ""],
        [`$ACTION_ID_${other}`, ""],
      ])
    ).kind,
  ).toBe("unknown");
  for (const wrong of [
    bound,
    [...bound.filter(([name]) => name !== "$ACTION_1:1"), action(id)],
    [...bound, action(id), action(id)],
    [
      ["$ACTION_1:0", "{}"],
      ["$ACTION_REF_1", ""],
    ],
    [["$ACTION_odd", ""]],
    [
      ["$ACTION_REF_1", ""],
      ["$ACTION_1:0", `{"id":"${id}","bound":"$@1"}`],
      ["$ACTION_1:1", '["$2"]'],
    ],
  ] satisfies [string, string][][])
    expect((await withoutScripts(wrong)).kind).toBe("malformed");
});

test("refuses a form that names many actions before reading it", async () => {
  const action: [string, string] = ["$ACTION_1:0", `{"id":"${id}","bound":null}`];
  const named = (names: string[]) => withoutScripts([...names.map((name): [string, string] => [name, ""]), action]);
  const parse = vi.spyOn(JSON, "parse");
  expect((await named(["$ACTION_REF_1"])).kind).toBe("fine");
  expect(parse).toHaveBeenCalledTimes(1);
  parse.mockClear();
  expect((await named(Array(1_900).fill("$ACTION_REF_1"))).kind).toBe("malformed");
  expect((await named(Array(1_900).fill(`$ACTION_ID_${id}`))).kind).toBe("malformed");
  expect((await named(Array.from({ length: 1_900 }, (_, n) => `$ACTION_REF_${n}`))).kind).toBe("malformed");
  expect(parse).not.toHaveBeenCalled();
  // A form and its button each name one action.
  expect((await named([`$ACTION_ID_${id}`, "$ACTION_REF_1"])).kind).toBe("fine");
});

test("leaves other POSTs to their handlers", () => {
  const kind = (type: string) => checkActionCall({ "content-type": type }, Buffer.from("a=1"), ids).kind;
  for (const type of ["application/x-www-form-urlencoded", "application/json", "", "Multipart/Form-Data; boundary=b"])
    expect(kind(type)).toBe("fine");
  expect(kind("multipart/form-data; boundary=b")).toBe("malformed");
});
