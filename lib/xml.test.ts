import fc from "fast-check";
import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { element, escapeXml, xmlDocument } from "./xml.ts";

/**
 * The text and the attribute `a` of the root, as a strict parser reads them. Throws if the document is not well-formed.
 */
function read(xml: string) {
  const parser = new SaxesParser({ xmlns: false });
  let text = "";
  let attribute: string | undefined;
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", (tag) => {
    attribute ??= tag.attributes.a;
  });
  parser.on("text", (value) => {
    text += value;
  });
  parser.write(xml).close();
  // This parser treats the line ends around the root as text.
  return { text: text.slice(1, -1), attribute };
}

test("markup in text and attributes stays text", () => {
  const hostile = `"><script>alert('1')</script>]]>&amp;<!--`;
  const xml = xmlDocument(element("root", { a: hostile }, hostile));
  expect(read(xml)).toEqual({ text: hostile, attribute: hostile });
});

test("leaves out undefined values, and closes an empty element", () => {
  expect(xmlDocument(element("root", { a: undefined, b: 0 }, undefined, element("empty")))).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<root b="0"><empty/></root>\n',
  );
});

test("drops characters that XML 1.0 cannot carry, and keeps others", () => {
  expect(escapeXml("a\u0000b\u0008c\u001bd\ufffee\ud800f")).toBe("abcdef");
  expect(escapeXml("é\u00a0\u202f\u{1f512}\t\n")).toBe("é\u00a0\u202f\u{1f512}\t\n");
});

test("whatever the text, the document is well-formed and unchanged in meaning", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const kept = [...text].filter((char) => escapeXml(char) !== "").join("");
      const { text: read1, attribute } = read(xmlDocument(element("root", { a: text }, "x", text, "x")));
      expect(read1).toBe(`x${kept}x`);
      expect(attribute).toBe(kept);
    }),
  );
});
