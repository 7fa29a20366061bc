import { expect, test } from "vitest";
import { maxUploadBytes } from "#features/media/rules.ts";
import { dataUrlToFile } from "./data-url.ts";

test.each([
  ["data:image/png;base64,aGVsbG8=", "image/png", "x.png", "hello"],
  ["data:image/jpeg;charset=utf-8;base64,aGVs%0AbG8%3D", "image/jpeg", "x.jpeg", "hello"],
  ["data:image/svg+xml,%3Csvg%2F%3E", "image/svg+xml", "x.svg", "<svg/>"],
  ["data:IMAGE/PNG;BASE64,aGVsbG8=", "image/png", "x.png", "hello"],
  ["data:,a", "", "x.bin", "a"],
])("reads %j", async (address, type, name, text) => {
  const file = dataUrlToFile(address, "x");
  if (!(file instanceof File)) throw new Error(String(file));
  expect([file.type, file.name, await file.text()]).toEqual([type, name, text]);
});

test.each(["data:image/png;base64", "data:image/png;base64,@@@", "data:image/png,%E0%A4%A", "https://example.org/"])(
  "has no file for %j",
  (address) => expect(dataUrlToFile(address, "x")).toBeUndefined(),
);

test("does not decode one that is too large", () => {
  const largest = "A".repeat(Math.ceil((maxUploadBytes * 4) / 3));
  expect(dataUrlToFile(`data:image/png;base64,${largest}`, "x")).toBeInstanceOf(File);
  expect(dataUrlToFile(`data:image/png;base64,${largest}${"A".repeat(200)}`, "x")).toBe("tooLarge");
});
