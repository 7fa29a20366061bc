import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type ESTree, parseSync, Visitor } from "vite";
import { codeFiles, readSource } from "./source-files.ts";

/** The files that may handle untrusted or imported text: all except tests, benchmarks, test data and migrations. */
const productFiles = () =>
  codeFiles({ under: ["app", "components", "db", "features", "i18n", "lib", "server"] }).filter(
    (path) => !/^server\/(?:testing|bench|load)\/|testing\.ts$/.test(path),
  );

interface Expression {
  file: string;
  line: number;
  source: string;
  flags: string;
}

/** A `RegExp(…)` whose pattern is known only at run time. */
interface AssembledCall {
  file: string;
  line: number;
  /** The call's arguments as written. */
  call: string;
}

/**
 * The calls that assemble an expression from constants at run time (without the dollar signs of placeholders), with all
 * patterns that they can produce.
 */
export const assembled: Record<string, RegExp[]> = {
  // The name of an element, matched by the file's first expression.
  'features/wordpress/body/verbatim-ranges.ts `{opening.source}|<!--`, "gi"': [
    /<(pre|code|script|style|textarea)\b|<!--/gi,
  ],
  'features/wordpress/body/verbatim-ranges.ts `</{match[1]}\\\\s*>`, "gi"': [/<\/textarea\s*>/gi],
  'lib/html/flatten.ts `</{match[1]}`, "gi"': [/<\/noframes/gi],
  'server/page-cache/next/late-hydration.ts `\\\\s{name}="([^"]*)"`, "i"': [/\ssrc="([^"]*)"/i, /\sid="([^"]*)"/i],
  'server/page-cache/next/late-hydration.ts `;\\\\s*(?:as="?(?:{kinds})"?|rel="?preconnect"?)\\\\s*(?:;|)`, "i"': [
    /;\s*(?:as="?(?:script|font)"?|rel="?preconnect"?)\s*(?:;|$)/i,
    /;\s*(?:as="?(?:script|font|style)"?|rel="?preconnect"?)\s*(?:;|$)/i,
  ],
};

/** Every pattern that the assembled expressions can produce. */
export const expandAssembled = (): Expression[] =>
  Object.entries(assembled).flatMap(([call, all]) =>
    all.map(({ source, flags }) => ({ file: call.split(" ", 1)[0] ?? "", line: 0, source, flags })),
  );

/** The expression as a literal, as in code and in the list. */
export const toLiteral = ({ source, flags }: Pick<Expression, "source" | "flags">) => `/${source}/${flags}`;

/** A slash where a regular expression may begin: after an operator, a bracket, a keyword or a comment. */
const beginning =
  /(?:[^\w\s"'`<*./)\]}$@#]|\/\/[^\n]*\n)\s*\/(?![/*])|(?:[)}]\s|\*\/)\s*\/(?![/*>])|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield|default|instanceof)\s*\/(?![/*])/;

/** Whether a file may contain an expression: parsing takes longer than all else, and three quarters contain none. */
export const mayContainExpression = (text: string) => text.includes("RegExp") || beginning.test(text);

/** The regular expressions of the product, file by file. */
export const expressionsOfProduct = () =>
  productFiles().flatMap((path) =>
    mayContainExpression(readSource(path)) ? [expressionsIn(path, readSource(path))] : [],
  );

/** Finds every regular expression of a file: literals, and `RegExp(…)` of constants of the same file. */
export function expressionsIn(file: string, text: string): { fixed: Expression[]; assembled: AssembledCall[] } {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const constants = new Map<string, ESTree.Expression>();
  const calls: (ESTree.NewExpression | ESTree.CallExpression)[] = [];
  const fixed: Expression[] = [];
  const assembled: AssembledCall[] = [];
  const lineAt = (offset: number) => text.slice(0, offset).split("\n").length;
  const keep = (node: ESTree.NewExpression | ESTree.CallExpression) => {
    if (node.callee.type === "Identifier" && node.callee.name === "RegExp") calls.push(node);
  };
  new Visitor({
    Literal(node) {
      if (!("regex" in node)) return;
      const { pattern: source, flags } = node.regex;
      fixed.push({ file, line: lineAt(node.start), source, flags });
    },
    VariableDeclarator({ id, init }) {
      if (id.type === "Identifier" && init) constants.set(id.name, init);
    },
    NewExpression: keep,
    CallExpression: keep,
  }).visit(program);
  for (const node of calls) {
    const [pattern, flags] = node.arguments;
    const location = { file, line: lineAt(node.start) };
    const [source, flagSource] = [constantOf(pattern, constants), flags ? constantOf(flags, constants) : ""];
    if (source !== undefined && flagSource !== undefined) fixed.push({ ...location, source, flags: flagSource });
    else
      assembled.push({ ...location, call: node.arguments.map(({ start, end }) => text.slice(start, end)).join(", ") });
  }
  return { fixed, assembled };
}

/** The text of a node made of constants (for a regular expression its source); undefined for other nodes. */
function constantOf(node: ESTree.Node | undefined, constants: Map<string, ESTree.Expression>): string | undefined {
  const all = (nodes: ESTree.Node[]) => nodes.map((one) => constantOf(one, constants));
  const joined = (texts: (string | null)[], nodes: ESTree.Node[]) => {
    const values = all(nodes);
    return values.includes(undefined) ? undefined : texts.map((text, n) => `${text}${values[n] ?? ""}`).join("");
  };
  if (node?.type === "Literal") return "regex" in node ? node.regex.pattern : String(node.value);
  if (node?.type === "Identifier") return constantOf(constants.get(node.name), constants);
  if (node?.type === "TemplateLiteral")
    return joined(
      node.quasis.map(({ value }) => value.cooked),
      node.expressions,
    );
  if (node?.type === "TaggedTemplateExpression")
    return joined(
      node.quasi.quasis.map(({ value }) => value.raw),
      node.quasi.expressions,
    );
  if (node?.type === "MemberExpression" && node.property.type === "Identifier" && node.property.name === "source")
    return constantOf(node.object, constants);
  return undefined;
}

// Uses recheck's JavaScript build in this thread: its binaries are not installed (overrides in package.json).
process.env.RECHECK_BACKEND = "pure";
process.env.RECHECK_SYNC_BACKEND = "pure";
const { checkSync } = createRequire(import.meta.url)("recheck") as typeof import("recheck");

/**
 * recheck tests expressions with assertions against generated attacks. These limits count characters read, so that load
 * on the machine changes no result. For an attack of 8,000 characters, 4,000,000 is far more than a linear expression
 * reads, and a tenth of what a quadratic one reads.
 */
const limits = {
  maxAttackStringSize: 8_000,
  attackLimit: 4_000_000,
  maxIteration: 5,
  incubationTimeout: null,
  attackTimeout: null,
  recallTimeout: -1,
};

/**
 * Returns why an expression may take more than linear time: an attack, or that the analysis did not finish. Undefined
 * if it is linear.
 * @param timeoutMs for the analysis; some expressions need more than ten seconds
 */
export function findFault(source: string, flags: string, timeoutMs = 60_000): string | undefined {
  const verdict = checkSync(source, flags, { ...limits, timeout: timeoutMs });
  if (verdict.status === "safe") return undefined;
  if (verdict.status === "unknown") return `not analysed: ${verdict.error.kind}`;
  return `${verdict.complexity.summary}, as with ${verdict.attack.pattern}`;
}

/** Without repetition an expression cannot backtrack. */
export const hasRepetition = ({ source }: Pick<Expression, "source">) => /[*+{]/.test(source);

export const linearExpressionsFile = "server/testing/house/linear-expressions.txt";

/**
 * Reads the expressions already found to be linear: analysing all of them takes minutes, and the result depends only on
 * the expression.
 */
export function readLinearExpressions(root: string): string[] {
  return readFileSync(join(root, linearExpressionsFile), "utf8").split("\n").filter(Boolean);
}
