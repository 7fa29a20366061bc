import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type ESTree, parseSync, Visitor } from "vite";
import { codeFiles } from "./source.ts";

/** Where strangers' text and imports may go: not tests, benchmarks, the builder of test data, nor what reads our own migrations. */
export const productFiles = () =>
  codeFiles({ under: ["app", "components", "db", "features", "i18n", "lib", "server"] }).filter(
    (path) => !/^server\/(?:testing|bench|load)\/|testing\.ts$/.test(path),
  );

export interface Expression {
  file: string;
  line: number;
  source: string;
  flags: string;
}

/** A `RegExp(…)` whose pattern is known at run time only. */
export interface Assembled {
  file: string;
  line: number;
  /** Its arguments as written. */
  call: string;
}

/** What is put together at run time (without the dollar signs of placeholders), as it comes out: its parts are constants of the code. */
export const assembled: Record<string, RegExp[]> = {
  // The name of an element that the first expression of the file found.
  'features/wordpress/body/protected.ts `{opening.source}|<!--`, "gi"': [/<(pre|code|script|style|textarea)\b|<!--/gi],
  'features/wordpress/body/protected.ts `</{match[1]}\\\\s*>`, "gi"': [/<\/textarea\s*>/gi],
  'lib/html/flatten.ts `</{match[1]}`, "gi"': [/<\/noframes/gi],
  'server/late-hydration.ts `\\\\s{name}="([^"]*)"`, "i"': [/\ssrc="([^"]*)"/i, /\sid="([^"]*)"/i],
  'server/late-hydration.ts `;\\\\s*(?:as="?(?:{kinds})"?|rel="?preconnect"?)\\\\s*(?:;|)`, "i"': [
    /;\s*(?:as="?(?:script|font)"?|rel="?preconnect"?)\s*(?:;|$)/i,
    /;\s*(?:as="?(?:script|font|style)"?|rel="?preconnect"?)\s*(?:;|$)/i,
  ],
};

export const outcomes = (): Expression[] =>
  Object.entries(assembled).flatMap(([call, all]) =>
    all.map(({ source, flags }) => ({ file: call.split(" ", 1)[0] ?? "", line: 0, source, flags })),
  );

/** As it stands in code, and in the ledger. */
export const spell = ({ source, flags }: Pick<Expression, "source" | "flags">) => `/${source}/${flags}`;

/** Every regular expression of a file: literals, and `RegExp(…)` of constants of the same file. */
export function expressionsIn(file: string, text: string): { fixed: Expression[]; assembled: Assembled[] } {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const constants = new Map<string, ESTree.Expression>();
  const calls: (ESTree.NewExpression | ESTree.CallExpression)[] = [];
  const fixed: Expression[] = [];
  const assembled: Assembled[] = [];
  const lineAt = (place: number) => text.slice(0, place).split("\n").length;
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
    const place = { file, line: lineAt(node.start) };
    const [source, given] = [constantOf(pattern, constants), flags ? constantOf(flags, constants) : ""];
    if (source !== undefined && given !== undefined) fixed.push({ ...place, source, flags: given });
    else assembled.push({ ...place, call: node.arguments.map(({ start, end }) => text.slice(start, end)).join(", ") });
  }
  return { fixed, assembled };
}

/** What a node says that is made of constants; of a regular expression its source. */
function constantOf(node: ESTree.Node | undefined, constants: Map<string, ESTree.Expression>): string | undefined {
  const all = (nodes: ESTree.Node[]) => nodes.map((one) => constantOf(one, constants));
  const woven = (texts: (string | null)[], nodes: ESTree.Node[]) => {
    const values = all(nodes);
    return values.includes(undefined) ? undefined : texts.map((text, n) => `${text}${values[n] ?? ""}`).join("");
  };
  if (node?.type === "Literal") return "regex" in node ? node.regex.pattern : String(node.value);
  if (node?.type === "Identifier") return constantOf(constants.get(node.name), constants);
  if (node?.type === "TemplateLiteral")
    return woven(
      node.quasis.map(({ value }) => value.cooked),
      node.expressions,
    );
  if (node?.type === "TaggedTemplateExpression")
    return woven(
      node.quasi.quasis.map(({ value }) => value.raw),
      node.quasi.expressions,
    );
  if (node?.type === "MemberExpression" && node.property.type === "Identifier" && node.property.name === "source")
    return constantOf(node.object, constants);
  return undefined;
}

// The JavaScript build of recheck, in this thread: the packages of its binaries are left out (package.json, overrides).
process.env.RECHECK_BACKEND = "pure";
process.env.RECHECK_SYNC_BACKEND = "pure";
const { checkSync } = createRequire(import.meta.url)("recheck") as typeof import("recheck");

/**
 * Expressions with assertions are tried out on attacks that recheck invents. These limits count characters that its machine reads, so that
 * a busy computer changes no verdict: 4,000,000 for an attack of 8,000 characters are many times a linear expression's, a tenth of a quadratic one's.
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
 * Why an expression may take more than linear time: an attack, or that it could not be decided. Undefined where it is linear.
 * @param timeoutMs for deciding; some need more than ten seconds
 */
export function faultOf(source: string, flags: string, timeoutMs = 60_000): string | undefined {
  const verdict = checkSync(source, flags, { ...limits, timeout: timeoutMs });
  if (verdict.status === "safe") return undefined;
  if (verdict.status === "unknown") return `not decided: ${verdict.error.kind}`;
  return `${verdict.complexity.summary}, as with ${verdict.attack.pattern}`;
}

/** Without repetition there is nothing to go back over. */
export const repeats = ({ source }: Pick<Expression, "source">) => /[*+{]/.test(source);

export const ledgerFile = "server/testing/house/linear-expressions.txt";

/** Expressions that were analysed once and are linear: the analysis of all takes minutes, and its result depends on the expression only. */
export function readLedger(root: string): string[] {
  return readFileSync(join(root, ledgerFile), "utf8").split("\n").filter(Boolean);
}
