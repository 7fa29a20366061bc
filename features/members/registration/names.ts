/** Words that speak for the site: nobody takes them as a name, in whatever spelling. */
const reserved = [
  "admin",
  "administrateur",
  "administration",
  "administrator",
  "moderateur",
  "moderation",
  "moderator",
  "moderatrice",
  "redaction",
  "la redaction",
  "equipe",
  "staff",
  "support",
  "root",
  "system",
  "systeme",
  "webmaster",
  "postmaster",
  "vigie",
  // What is left of somebody who went.
  "membre supprime",
  "deleted member",
];

/** Letters of other scripts that pass for Latin ones on a screen (a small part of Unicode's confusables, those in use for fraud). */
const alike: Record<string, string> = Object.fromEntries(
  Array.from(
    "аaвbеeкkмmнhоoрpсcтtуyхxіiјjѕsԁdԛqԝwαaβbεeηnιiκkνvοoρpτtυuχxһh".matchAll(/(.)(.)/gu),
    ([, other, latin]) => [other ?? "", latin ?? ""],
  ),
);

/**
 * What a name looks like at a glance: no case, no marks, no separators, digits and foreign letters as the letters they pass for. Two names
 * with one skeleton are mistaken for each other: "Adm1n", "аdmin" (Cyrillic а) and "admin" have the same.
 */
export function skeleton(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return Array.from(plain, (letter) => alike[letter] ?? letter)
    .join("")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/rn/g, "m")
    .replace(/vv/g, "w")
    .replace(/0/g, "o")
    .replace(/[1il|]/g, "l")
    .replace(/3/g, "e")
    .replace(/5/g, "s");
}

const reservedSkeletons = new Set(reserved.map(skeleton));

/** Controls, invisible marks and changes of direction: nothing that a name needs, all that a false one uses. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029\u115f\u1160\u3164\uffa0]/u;
/** A letter of ours to a stranger's address begins with the name: no place for an advertisement. */
const webAddress = /:\/\/|www\.|\.[a-z]{2,}\/|@/i;
const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];

/**
 * Why a name is refused (a key below `errors`), undefined if it may be used. `staff`: names and handles of those who speak for the site,
 * whom nobody may be mistaken for. Readers may share a name: people do.
 */
export function refusedName(
  name: string,
  staff: Iterable<string> = [],
): "name.address" | "name.characters" | "name.reserved" | undefined {
  if (webAddress.test(name)) return "name.address";
  if (invisible.test(name) || !/[\p{L}\p{N}]/u.test(name) || /\p{M}{4}/u.test(name.normalize("NFC")))
    return "name.characters";
  const words = name.split(/[^\p{L}\p{M}]+/u);
  if (words.some((word) => scripts.filter((script) => script.test(word)).length > 1)) return "name.characters";
  const look = skeleton(name);
  // "admin2" is still taken for the administrator.
  if (reservedSkeletons.has(look) || reservedSkeletons.has(skeleton(name.replace(/[\d\s]+$/, ""))))
    return "name.reserved";
  for (const taken of staff) if (skeleton(taken) === look) return "name.reserved";
  return undefined;
}
