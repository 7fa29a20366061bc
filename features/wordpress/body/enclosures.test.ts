import { expect, it } from "vitest";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { appendEnclosures, readEnclosures } from "./enclosures.ts";

it("reads the addresses of enclosures as WordPress and PowerPress store them", () => {
  expect(
    readEnclosures([
      "https://x.test/e%C3%A91.mp3\n12345\naudio/mpeg\n",
      'http://x.test/2.mp3\n1\naudio/mpeg\na:1:{s:8:"duration";s:8:"00:10:00";}',
      "https://x.test/e%C3%A91.mp3\n12345\naudio/mpeg",
      "javascript:alert(1)\n1\ntext/html",
      "",
    ]),
  ).toEqual(["https://x.test/e%C3%A91.mp3", "http://x.test/2.mp3"]);
});

it("links to enclosures at the end of a body that does not", () => {
  const tree = parseHtml('<p>Un <a href="http://www.x.test/2.mp3?dl=1">épisode</a></p>');
  appendEnclosures(tree, ["https://x.test/2.mp3", "https://x.test/é1.mp3", "https://youtu.be/abcdefg"]);
  expect(toHtml(tree)).toBe(
    '<p>Un <a href="http://www.x.test/2.mp3?dl=1">épisode</a></p>\n<p><a href="https://x.test/é1.mp3">é1.mp3</a></p>\n<p data-embed=""><a href="https://youtu.be/abcdefg">abcdefg</a></p>',
  );
});
