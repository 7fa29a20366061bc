import unhomoglyph from "unhomoglyph";

/** Names that suggest the site's staff: nobody may use them, in any spelling. */
const reservedNames = [
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
  // The name shown for deleted members.
  "membre supprime",
  "deleted member",
];

/**
 * Letters that look like Latin ones but that Unicode's confusables (UTS 39, the package's table) keep apart or map to one another: small
 * capitals, and those that generators of "fancy text" use (Canadian syllabics, Cherokee, currencies, turned letters).
 */
const lookalikeLetters: Record<string, string> = Object.fromEntries(
  Array.from(
    (
      "ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkĸkʟlᴍmʍmɴnᴏoᴘpꞯqʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz" +
      "аaвbеeкkмmӎmнhоoрpсcтtуyхxіiјjѕsԁdԛqԝwһhαaβbεeηnιiκkνvοoρpτtυuχx" +
      "ᗩaᗷbᑕcᗪdᖴfᎶgᕼhᏆiꮖiᒍjᏦkᒪlᗰmᑎnᑭpᑫqᖇrᔕsᑌuᐯvᗯwᎩy" +
      "₳a₵cɆe₣f₲gⱧh₭k₥m₦n₱pⱤrⱠl₮tɄu¥yʌvɐaɔcǝeɟfɥhʞkɯmɹrʇtʎyᴉi"
    ).matchAll(/(.)(.)/gu),
    ([, lookalike, latin]) => [lookalike ?? "", latin ?? ""],
  ),
);

/** The code points of A in the alphabets in squares, in black circles and squares, and of regional indicators (halves of flags). */
const enclosedAlphabetStarts = [0x1f130, 0x1f150, 0x1f170, 0x1f1e6];

function unwrapEnclosedLetter(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  const from = enclosedAlphabetStarts.find((start) => code >= start && code < start + 26);
  return from === undefined ? letter : String.fromCharCode(97 + code - from);
}

/** U+FDFA and U+FDFB are whole Arabic phrases, which NFKD expands to 18 and 8 characters: only their first letter is kept. */
const stripMarks = (text: string) =>
  text
    .replace(/[\ufdfa\ufdfb]/g, "\u0635")
    .normalize("NFKD")
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, "");

/**
 * Returns the skeleton of a name: without case, marks and separators, with digits and foreign letters as the letters they look like. Two
 * names with one skeleton are confusable: "Adm1n", "аdmin" (Cyrillic а), "ᴀᴅᴍɪɴ" and "admin" have the same. Unicode's prototypes differ by
 * case (I is l, i is not), so both cases go through them.
 */
export function skeleton(name: string): string {
  const letters = Array.from(stripMarks(name), unwrapEnclosedLetter).join("");
  const small = stripMarks(unhomoglyph(letters)).toLowerCase();
  return Array.from(stripMarks(unhomoglyph(small)).toLowerCase(), (letter) => lookalikeLetters[letter] ?? letter)
    .join("")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/rn/g, "m")
    .replace(/vv/g, "w")
    .replace(/0/g, "o")
    .replace(/[1il|]/g, "l")
    .replace(/3/g, "e")
    .replace(/5/g, "s");
}

const reservedSkeletons = new Set(reservedNames.map(skeleton));

/** Control characters, invisible marks and direction changes: no real name needs them, imitations use them. */
const invisibleCharacters = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u2028\u2029\u115f\u1160\u3164\uffa0]/u;
/** Our mails begin with the name and may go to a stranger's address: a name must not contain an advertisement. */
const webAddressPattern = /:\/\/|www\.|\.[a-z]{2,}\/|@/i;
const scripts = [
  ...[/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u, /\p{Script=Coptic}/u],
  ...[/\p{Script=Cherokee}/u, /\p{Script=Lisu}/u, /\p{Script=Canadian_Aboriginal}/u],
];

/**
 * Returns why a name is refused (a key below `errors`); undefined if it may be used. Two readers may share a name.
 * @param staff names and handles of staff members, whom nobody may imitate
 */
export function findNameError(
  name: string,
  staff: Iterable<string> = [],
): "name.address" | "name.characters" | "name.reserved" | undefined {
  if (webAddressPattern.test(name)) return "name.address";
  if (invisibleCharacters.test(name) || !/[\p{L}\p{N}]/u.test(name) || /\p{M}{4}/u.test(name.normalize("NFC")))
    return "name.characters";
  const words = name.split(/[^\p{L}\p{M}]+/u);
  if (words.some((word) => scripts.filter((script) => script.test(word)).length > 1)) return "name.characters";
  const nameSkeleton = skeleton(name);
  // "admin2" still imitates the administrator.
  if (reservedSkeletons.has(nameSkeleton) || reservedSkeletons.has(skeleton(name.replace(/(?<![\d\s])[\d\s]+$/, ""))))
    return "name.reserved";
  for (const staffName of staff) if (skeleton(staffName) === nameSkeleton) return "name.reserved";
  return undefined;
}
