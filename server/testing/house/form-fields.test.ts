import { expect, test } from "vitest";
import { codeFiles, readSource } from "./source-files.ts";

/** A field of a form by itself: `z.string(…)` and what is chained to it. */
const bare = /\bz\s*\.string\((?:[^()]|\([^()]*\))*\)((?:\s*\.\w+\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*)/g;
/** A pattern from start to end that says what may be there, not what may not, admits nothing that would need cleaning. */
const hasPattern = /\.regex\(\s*(?:\/\^(?:[^/\\]|\\.)*\$\/[^u]?|referencePattern\b)/;

/** Reviewed: why each of these is not read by `line`, `prose`, `opaque` or `secret` of lib/form-fields.ts. */
const exceptions: Record<string, string[]> = {
  // `readComment` cleans and bounds the text.
  "features/comments/schema.ts": ['z.string("comment.empty")', 'z.string("comment.empty").optional()'],
  // The provider's own answer; its name goes through `findNameError`, its address through `canonicalAddress`.
  "features/auth/sign-in/github.ts": ["z.string()", "z.string().nullish()"],
  // As in comments: the try-out of their rules.
  "features/moderation/try-out/actions.ts": ['z.string("form.missing").max(20_000, "setting.textTooLong")'],
  // A pattern from start to end of printable ASCII.
  "features/moderation/schema.ts": [
    'z.string("form.stale").regex(/^\\/admin(?:[/?#][\\x21-\\x7e]*)?$/, "form.stale").max(2_000, "form.stale")',
  ],
  // A form's fields by their names, which `articleForm` and `heartbeatForm` read.
  "features/newsroom/editor-session/session-message.ts": ["z.string()"],
  // Numbers are picked out by a pattern; a body is HTML, which is read and cleaned as a tree (`parseHtml`).
  "features/newsroom/schema.ts": ["z.string()", 'z.string().max(maxBodyLength, "newsroom.bodyTooLong").default("")'],
  // Names of fields, compared with those of the settings; KEY VERSION, likewise.
  "features/settings-admin/schema.ts": [
    "z.string()",
    'z.string("form.stale").transform((text) => text.split(" ")).refine(([key, version]) => key !== undefined && isSettingKey(key) && version !== undefined, "form.stale")',
  ],
};

test("every field of a form is cleaned and bounded by lib/form-fields.ts, or has a pattern, or stands among the reviewed exceptions", () => {
  const found: Record<string, string[]> = {};
  let seen = 0;
  for (const path of codeFiles({ under: ["features"] })) {
    // Settings have a test of their own below; the payload of a job is written by the site itself.
    if (path === "features/settings/schema.ts" || path.endsWith("/jobs.ts")) continue;
    for (const [whole, chain = ""] of readSource(path).matchAll(bare)) {
      seen += 1;
      if (hasPattern.test(chain)) continue;
      const text = whole.replace(/\s*\n\s*/g, "").replace(/^z\./, "z.");
      found[path] = [...new Set([...(found[path] ?? []), text])];
    }
  }
  expect(seen).toBeGreaterThan(30);
  expect(found).toEqual(exceptions);
});

test("settings are cleaned line by line or as lines", () => {
  const text = readSource("features/settings/schema.ts");
  expect(text).toContain('.overwrite(kind === "line" ? cleanLine : cleanLines)');
  // Zone, colour and picture are compared with a list or a pattern; links and words are cleaned lists of lines.
  expect(text.match(/\.string\("/g)).toHaveLength(6);
  expect(text.match(/cleanLines\(list\)/g)).toHaveLength(2);
});
