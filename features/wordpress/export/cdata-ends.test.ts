import { expect, it } from "vitest";
import { escapeCdataEnds } from "./cdata-ends.ts";

const body = (text: string) => `<item><title>x</title>\n<content:encoded><![CDATA[${text}]]></content:encoded></item>`;

it.each([
  ["a script", "<script>// <![CDATA[\nx\n// ]]></script>a"],
  ["an end alone", "a ]]> b"],
  ["two scripts", "<script>//<![CDATA[\nx\n//]]></script>a<script>//<![CDATA[\ny\n//]]></script>b"],
  ["an end at the end", "a]]>]]"],
])("escapes the ends within %s", (_, text) => {
  expect(escapeCdataEnds(body(text))).toBe(body(text.replaceAll("]]>", "]]]]><![CDATA[>")));
});

it.each([
  ["one section", body("a")],
  ["escaped ends", body("a]]]]><![CDATA[>b")],
  ["white space around a section", "<a x='1'>\n<![CDATA[a]]>\n</a ><b><![CDATA[c]]></b>"],
  ["sections with text between them", "<a><![CDATA[a]]> b <![CDATA[c]]></a>"],
  ["text after a section", "<a><![CDATA[a]]> b</a><a><![CDATA[c]]></a>"],
  ["a section that does not end", "<a><![CDATA[a]] ></a>"],
])("leaves %s unchanged", (_, xml) => {
  expect(escapeCdataEnds(xml)).toBe(xml);
});

it("reads hostile texts once", () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `<n${index}><![CDATA[]]>y`).join("");
  expect(escapeCdataEnds(many)).toBe(many);
  const same = `${"<a><![CDATA[]]>y".repeat(50_000)}${" ".repeat(500_000)}</a>`;
  expect(escapeCdataEnds(same)).toBe(same);
});
