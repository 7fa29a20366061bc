/** A language whose regular inflections are known. */
export type InflectedLanguage = "fr" | "en";

/** The ending of a masculine and those of its feminines, the first that fits. */
const frenchFeminines: [RegExp, string[]][] = [
  [/eaux?$/, ["elle"]],
  [/eux$/, ["euse"]],
  [/oux$/, ["ouse", "ousse"]],
  [/teur$/, ["teuse", "trice"]],
  [/eur$/, ["euse", "eure"]],
  [/er$/, ["ère"]],
  [/if$/, ["ive"]],
  [/(?<=[oe])n$/, ["nne"]],
  [/(?<=[ae])l$/, ["le", "lle"]],
  [/(?<=[eo])t$/, ["te", "tte"]],
  [/(?<=[aeo])s$/, ["se", "sse"]],
  [/c$/, ["que", "che"]],
  [/(?<=[éiudtnlrsa])$/, ["e"]],
];

function inflectFrench(word: string): string[] {
  const forms = [word];
  const feminine = /[^é]e$|es$/.test(word) ? undefined : frenchFeminines.find(([ending]) => ending.test(word));
  if (feminine) for (const ending of feminine[1]) forms.push(word.replace(feminine[0], ending));
  return forms.flatMap((form) => {
    if (/[sxz]$/.test(form)) return [form];
    if (/al$/.test(form)) return [form, `${form}s`, form.replace(/al$/, "aux")];
    return /(?:eau|eu|ou)$/.test(form) ? [form, `${form}s`, `${form}x`] : [form, `${form}s`];
  });
}

function inflectEnglish(word: string): string[] {
  const stem = word.replace(/e$/, "");
  const doubled = /[^aeiou][aeiou][bdfgklmnprt]$/.test(word) ? `${word}${word.at(-1)}` : stem;
  const verbs = [`${doubled}ing`, /e$/.test(word) ? `${word}d` : `${doubled}ed`];
  if (/[^aeiou]y$/.test(word)) return [word, word.replace(/y$/, "ies"), word.replace(/y$/, "ied"), `${word}ing`];
  return [word, /(?:[sxz]|[cs]h)$/.test(word) ? `${word}es` : `${word}s`, ...verbs];
}

/**
 * The regular inflections of a word, itself first: plurals and feminines in French; plurals, -ing and -ed in English.
 * Also forms that do not exist. A word with signs or digits has none.
 */
export function inflect(word: string, language: InflectedLanguage): string[] {
  const plain = word.toLowerCase();
  if (!/^\p{L}{3,}$/u.test(plain)) return [word];
  const [, ...others] = language === "fr" ? inflectFrench(plain) : inflectEnglish(plain);
  return [word, ...others];
}

/** An entry between quotation marks has no other form. */
const exact = /^(?:"(.+)"|«(.+)»|“(.+)”)$/u;
/** The most words of a phrase that has a plural. */
const maxInflectedWords = 3;

/**
 * All forms of a listed word or phrase, itself first. A word has its regular inflections; of a short phrase the last
 * word, or all of them, may be in the plural; an entry between quotation marks is taken as it is.
 */
export function listEntryForms(entry: string, language: InflectedLanguage): string[] {
  const taken = exact.exec(entry)?.slice(1).find(Boolean);
  if (taken) return [taken.trim()];
  const words = entry.split(/\s+/).filter(Boolean);
  const [first = "", last = ""] = [words[0], words.at(-1)];
  if (words.length === 1) return inflect(first, language);
  if (words.length > maxInflectedWords) return [entry];
  const lastPlural = [...words.slice(0, -1), pluralOf(last, language)].join(" ");
  if (language === "en") return [...new Set([entry, lastPlural])];
  return [...new Set([entry, lastPlural, words.map((word) => pluralOf(word, language)).join(" ")])];
}

function pluralOf(word: string, language: InflectedLanguage): string {
  if (!/^\p{L}{3,}$/u.test(word) || /[sxz]$/.test(word)) return word;
  if (language === "en")
    return /[^aeiou]y$/.test(word) ? word.replace(/y$/, "ies") : /[cs]h$/.test(word) ? `${word}es` : `${word}s`;
  if (/al$/.test(word)) return word.replace(/al$/, "aux");
  return /(?:eau|eu)$/.test(word) ? `${word}x` : `${word}s`;
}
