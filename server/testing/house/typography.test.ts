import { type ESTree, parseSync } from "vite";
import { expect, test } from "vitest";
import fr from "#i18n/fr.json" with { type: "json" };
import { typesetFrench } from "#lib/french-typography.ts";
import { codeFiles, readSource } from "./source-files.ts";

type Tree = { [key: string]: Tree | string };

/** The keys of the messages with spaces that must not break: beside « » : ; ? ! and before units. */
const listTypesetKeys = (tree: Tree, prefix = ""): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value !== "string"
      ? listTypesetKeys(value, `${prefix}${key}.`)
      : typesetFrench(value) === value
        ? []
        : [prefix + key],
  );

const keys = listTypesetKeys(fr);
const messages = new Set(keys);

/** What sets the typography itself, or writes no page: mails, feeds, the command line, search engines' descriptions. */
const otherTexts =
  /^server\/cli\/|^features\/mail\/|\/mail\/|\/mail(?:-template)?\.ts$|\/feed(?:-document)?\.ts$|^features\/articles\/metadata\.ts$/;

/** Texts that are stored or passed on, by file and key: their typography is set where they are shown. */
const storedTexts: Record<string, string[]> = {
  "features/moderation/reply-templates/presets.ts": ["sources", "privacy", "advertising"].map(
    (preset) => `moderation.replyTemplates.presets.${preset}.body`,
  ),
  "features/newsletter/issues/compose.ts": ["issues.proposal.digest"],
  "features/related/components/describe-reason.ts": [
    "related.sameSubject",
    "related.sameAuthor",
    "related.sameCategory",
  ],
};

/** Calls whose arguments are set by the function itself. */
const settingCalls = new Set(["typeset", "insideQuotes"]);

interface PlainCall {
  file: string;
  line: number;
  keys: string[];
}

/** Finds the calls `t("key")` and `translator()("key")` that may return one of these messages. */
function findPlainCalls(file: string, text: string): PlainCall[] {
  const found: PlainCall[] = [];
  const visit = (node: unknown, exempt: boolean): void => {
    if (Array.isArray(node)) for (const one of node) visit(one, exempt);
    if (!isNode(node)) return;
    // A screen reader does not break lines.
    const silent = node.type === "JSXAttribute" && /^aria-/.test(text.slice(node.name.start, node.name.end));
    let within = exempt || silent;
    if (node.type === "CallExpression") {
      const [first] = node.arguments;
      const called = isTranslator(node.callee) && first && !within ? keysOf(first) : [];
      if (called.length > 0) found.push({ file, line: text.slice(0, node.start).split("\n").length, keys: called });
      within ||= node.callee.type === "Identifier" && settingCalls.has(node.callee.name);
    }
    for (const [name, value] of Object.entries(node)) if (name !== "type") visit(value, within);
  };
  visit(parseSync(file, text).program, false);
  return found;
}

const isNode = (value: unknown): value is ESTree.Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

const isTranslator = (callee: ESTree.Node): boolean =>
  (callee.type === "Identifier" && callee.name === "t") ||
  (callee.type === "CallExpression" && callee.callee.type === "Identifier" && callee.callee.name === "translator");

/** The messages that a key can name: a literal, either side of a choice, or a template. */
function keysOf(node: ESTree.Node): string[] {
  if (node.type === "ConditionalExpression") return [...keysOf(node.consequent), ...keysOf(node.alternate)];
  if (node.type === "Literal") return messages.has(String(node.value)) ? [String(node.value)] : [];
  if (node.type !== "TemplateLiteral") return [];
  const [start = "", ...rest] = node.quasis.map(({ value }) => value.cooked ?? value.raw);
  return keys.filter((key) => {
    const variable = key.slice(start.length, key.length - (rest.at(-1)?.length ?? 0));
    const one = rest.at(-1) !== "" || !variable.includes(".");
    return key.startsWith(start) && key.endsWith(rest.at(-1) ?? "") && variable !== "" && one;
  });
}

test("messages with French signs are typeset where they are shown", () => {
  const plain = codeFiles({ under: ["app", "components", "features", "lib", "server"] })
    .filter((file) => !otherTexts.test(file) && !file.startsWith("server/testing/"))
    .flatMap((file) => (/\bt\(|translator\(\)\(/.test(readSource(file)) ? findPlainCalls(file, readSource(file)) : []));
  const shown = plain.filter(({ file, keys }) => !keys.every((key) => storedTexts[file]?.includes(key)));
  expect(shown.map(({ file, line, keys }) => `${file}:${line} ${keys.join(", ")}`)).toEqual([]);
});

test("finds plain calls in text, in choices and in templates, but not in labels for screen readers", () => {
  const find = (code: string) => findPlainCalls("page.tsx", code).map(({ line }) => line);
  expect(messages.has("subscription.title")).toBe(true);
  expect(find('const a = <p>{t("subscription.title")}</p>;')).toEqual([1]);
  expect(find('\nconst a = <p>{x ? t("subscription.title") : null}</p>;')).toEqual([2]);
  expect(find('const a = t(x ? "subscription.title" : "subscription.topics");')).toEqual([1]);
  expect(find(`const a = translator()(\`subscription.\${x}\`);`)).toEqual([1]);
  expect(find('const a = <p aria-label={t("subscription.title")}>{t.typeset("subscription.title")}</p>;')).toEqual([]);
  expect(find('const a = typeset(t("subscription.title"));')).toEqual([]);
  expect(find('const a = t("subscription.topics");')).toEqual([]);
});
