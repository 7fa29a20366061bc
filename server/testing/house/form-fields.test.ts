import { expect, test } from "vitest";
import { codeFiles, readSource } from "./source-files.ts";

/** A field of a form as `z.string(…)` with its chained calls. */
const bare = /\bz\s*\.string\((?:[^()]|\([^()]*\))*\)((?:\s*\.\w+\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*)/g;
/** A pattern from start to end that lists the allowed characters; its values need no cleaning. */
const hasPattern = /\.regex\(\s*(?:\/\^(?:[^/\\]|\\.)*\$\/[^u]?|referencePattern\b)/;

/** Reviewed: why these are not read by `line`, `prose`, `opaque` or `secret` of lib/form-fields.ts. */
const exceptions: Record<string, string[]> = {
  // `readComment` cleans and limits the text.
  "features/comments/schema.ts": ['z.string("comment.empty")', 'z.string("comment.empty").optional()'],
  // The provider's response; its name is checked by `findNameError`, its address by `canonicalAddress`.
  "features/auth/sign-in/github.ts": ["z.string()", "z.string().nullish()"],
  // Like a comment: tries out the screening rules.
  "features/moderation/try-out/actions.ts": ['z.string("form.missing").max(20_000, "setting.textTooLong")'],
  // A pattern from start to end of printable ASCII.
  // A program's report, signed; no field is shown.
  // Written by the site itself.
  "features/health/checks/facts.ts": ["z.string().max(maxLength)"],
  "features/health/samples/schema.ts": ["z.string().max(200)"],
  "features/mail/bounces/webhook.ts": [
    "z.string().max(100).optional()",
    "z.string().max(400).transform((typed) => canonicalAddress(typed)).refine((address) => address !== undefined && isSingleMailbox(address)).optional()",
    'z.string().max(2_000).default("")',
    "z.string().max(200).optional()",
  ],
  "features/moderation/schema.ts": [
    'z.string("form.stale").regex(/^\\/admin(?:[/?#][\\x21-\\x7e]*)?$/, "form.stale").max(2_000, "form.stale")',
  ],
  // The names of a form's fields, which `articleForm` and `heartbeatForm` validate.
  "features/newsroom/editor-session/session-message.ts": ["z.string()"],
  // A pattern extracts the numbers; a choice is compared with those that exist; a body is HTML, which is parsed and cleaned as a tree
  // (`parseHtml`).
  "features/newsroom/schema.ts": [
    "z.string()",
    'z.string().default("").transform((choice) => z.tuple([value, value]).safeParse(choice.split(">", 3)).data)',
    'z.string().max(maxArticleBodyLength, "newsroom.bodyTooLong").default("")',
  ],
  // Names of fields, compared with those of the settings; the same for KEY VERSION.
  "features/settings-admin/schema.ts": [
    "z.string()",
    'z.string("form.stale").transform((text) => text.split(" ")).refine(([key, version]) => key !== undefined && isSettingKey(key) && version !== undefined, "form.stale")',
  ],
  // The answers of a WordPress site, limited; they become an export file, which the import reads as any other.
  "features/wordpress/live-site/records.ts": [
    'z.string().max(max).catch("")',
    "z.string().max(10_000_000)",
    "z.string().max(200)",
    "z.string().max(80)",
    "z.string()",
    "z.string().max(2_000)",
  ],
  // Files that the import itself wrote.
  "features/wordpress/live-site/site-copy.ts": [
    "z.string().nullable()",
    "z.string()",
    "z.string().regex(collectionName)",
  ],
  "features/wordpress/live-site/write-export.ts": ["z.string()"],
  // Compared with the list of time zones.
  "features/wordpress/upload/schema.ts": ['z.string().refine((name) => name === "" || zones.has(name))'],
};

test("every form field is cleaned and limited by lib/form-fields.ts, has a pattern, or is a reviewed exception", () => {
  const found: Record<string, string[]> = {};
  let seen = 0;
  for (const path of codeFiles({ under: ["features"] })) {
    // Settings have a separate test below; a job's payload is written by the site itself.
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

test("settings are cleaned as one line or as several", () => {
  const text = readSource("features/settings/schema.ts");
  expect(text).toContain('.overwrite(kind === "line" ? cleanLine : cleanLines)');
  // Zone, colour, image, choice and address are compared with a list or a pattern; links and words are cleaned lists of lines.
  expect(text.match(/\.string\("/g)).toHaveLength(9);
  expect(text.match(/cleanLines\(list\)/g)).toHaveLength(2);
});
