/** Espace fine insécable: before ; : ! ? and between groups of three figures. */
const narrowNoBreakSpace = "\u202f";
/**
 * Espace mots insécable: inside guillemets and before units, where the Imprimerie nationale's rules require a full
 * space.
 */
const noBreakSpace = "\u00a0";

const space = "[ \\t\\n\\r\\u00a0\\u202f\\u2009]";

/**
 * A whole run of them, matched from its first one only: otherwise a run that nothing follows would take quadratic
 * time.
 */
const run = `(?<!${space})${space}+`;

const units =
  "%|‰|€|\\$|£|°C?|[kMGTP]?[oB](?:/s)?|[kMGT]?bit/s|[kMG]?Hz|[mcdk]?m|[mk]?g|[mcd]?[lL]|ms|s|h|min|px|pt|[kM]?W|V|A|ans?|mois|jours?|heures?|minutes?|secondes?|euros?|dollars?|milliers?|millions?|milliards?";

const rules: [RegExp, string][] = [
  [new RegExp(`${run}(?=[;:!?])`, "g"), narrowNoBreakSpace],
  [new RegExp(`«${space}+`, "g"), `«${noBreakSpace}`],
  [new RegExp(`${run}»`, "g"), `${noBreakSpace}»`],
  [new RegExp(`(?<![\\d.,])(\\d{1,3})${space}(?=\\d{3}(?!\\d))`, "g"), `$1${narrowNoBreakSpace}`],
  [new RegExp(`(?<=\\d\\u202f\\d{3})${space}(?=\\d{3}(?!\\d))`, "g"), narrowNoBreakSpace],
  [new RegExp(`(?<=\\d)${space}+(?=(?:${units})(?![\\p{L}\\p{N}]))`, "gu"), noBreakSpace],
  [new RegExp(`(?<=\\d\\u00a0h)${space}+(?=\\d\\d?(?!\\d))`, "g"), noBreakSpace],
  [
    new RegExp(`(?<=(?<![\\p{L}\\p{N}])(?:n°|nº|p\\.|M\\.|MM\\.|Mme|Mlle|Dr))${space}+(?=[\\p{Lu}\\p{N}])`, "gu"),
    noBreakSpace,
  ],
];

/** Every rule needs one of these. Most names and parts of headlines have none. */
const mayNeedRules = /[;:!?«»\d°º]|p\.|M(?:\.|me|lle)|Dr/;

/** The spaces that a text begins and ends with. */
export const outerSpaces = new RegExp(`^${space}+|${run}$`, "g");

/**
 * French micro-typography of one run of text: spaces that stand before ; : ! ?, inside « », between a number and its unit or in
 * "n° 5" become no-break ones. Only existing spaces are replaced and none is added, so 12:30 or an address stays as it is.
 * Idempotent. Applied when rendering, never stored.
 */
export function typesetFrench(text: string): string {
  if (!mayNeedRules.test(text)) return text;
  return rules.reduce((set, [pattern, to]) => set.replace(pattern, to), text);
}
