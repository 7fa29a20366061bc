import { expect, it } from "vitest";
import { findPreamble, maxPreambleBytes } from "./preamble.ts";

const declaration = '<?xml version="1.0" encoding="UTF-8" ?>\n';
const root = '<rss version="2.0">';

it.each([
  ["nothing", "", 0],
  ["a declaration and comments", `${declaration}<!-- <rss > -->\n\n<?xml-stylesheet?>`, 0],
  ["a byte order mark", `\u00ef\u00bb\u00bf${declaration}`, 0],
  ["blank lines", `\n\n${declaration}`, 2],
  ["PHP's warnings", `\nWarning: fopen(): no file\n${declaration}`, 25],
  ["a plugin's notice", `<div class="notice">Configure <b>me</b></div>${declaration}`, 45],
  ["a stray word between comments", `${declaration}<!-- a -->\nabc<!-- b -->\n`, 3],
  ["a comment that does not end", `${declaration}<!-- a <!-- b `, 13],
])("leaves out %s before the root element", (_, before, dropped) => {
  expect(findPreamble(before + root)).toEqual({ end: before.length, dropped });
});

it("leaves a file with a DTD, of another kind or without an end to the XML parser", () => {
  for (const text of [`x<!DOCTYPE rss []>${root}`, "<feed>", "<rssx>", "", "<!--".repeat(200_000)])
    expect(findPreamble(text)).toEqual({ end: 0, dropped: 0 });
  expect(maxPreambleBytes).toBeLessThanOrEqual(1_000_000);
});
