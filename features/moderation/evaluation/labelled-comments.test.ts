import { expect, test } from "vitest";
import { parseLabelledComments } from "./labelled-comments.ts";

test("reads scenarios, labels and line breaks", () => {
  const file = "# scenario: port\nok\tBonjour\r\n\ninsult, threat\tGare\\nà toi\tcon\n# autre\nspam\tAchetez";
  expect(parseLabelledComments(file)).toEqual({
    errors: [],
    comments: [
      { line: 2, scenario: "port", classes: [], text: "Bonjour" },
      { line: 4, scenario: "port", classes: ["insult", "threat"], text: "Gare\nà toi\tcon" },
      { line: 6, scenario: "autre", classes: ["spam"], text: "Achetez" },
    ],
  });
});

test("names the lines that it cannot read", () => {
  expect(parseLabelledComments("rude\tTexte\nok\nok\t \n\tTexte\nok,spam\tTexte").errors).toEqual([
    { line: 1, reason: 'unknown label "rude"' },
    { line: 2, reason: "no text after a tab" },
    { line: 3, reason: "no text after a tab" },
    { line: 4, reason: 'unknown label ""' },
    { line: 5, reason: "`ok` beside a class" },
  ]);
});
