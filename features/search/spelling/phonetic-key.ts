/** Replacements in order. Capitals are sounds. */
const sounds: [spelling: RegExp, sound: string][] = [
  [/sch|sh|ch(?![rl])/g, "S"],
  [/ph/g, "f"],
  [/qu|q|ck|ch|c(?![eiy])/g, "k"],
  [/sc(?=[eiy])|c/g, "s"],
  [/tion/g, "sion"],
  [/gu(?=[eiy])/g, "G"],
  [/g(?=[eiy])/g, "j"],
  [/eau|au/g, "o"],
  [/ain|ein|aim|yn|ym/g, "in"],
  [/am|em|en|im|om/g, "am"],
  [/an/g, "am"],
  [/ai|ei|et$|er$|ez$/g, "e"],
  [/y/g, "i"],
  [/w/g, "v"],
  [/z/g, "s"],
  [/h/g, ""],
  [/([a-zA-Z])\1+/g, "$1"],
  [/(?:e|es|ent|s|t|d|x|p)$/g, ""],
];

/** Roughly how a folded word sounds in French: words that are spelled by ear have the same key. */
export function phoneticKey(word: string): string {
  return sounds.reduce((key, [spelling, sound]) => key.replace(spelling, sound), word);
}
