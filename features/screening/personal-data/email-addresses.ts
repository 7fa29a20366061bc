interface FoundAddress {
  start: number;
  end: number;
  /** Lower case, as user@domain. */
  value: string;
}

/** More are not searched for: one is enough for a verdict. */
const maxExamined = 500;
const localSign = /[\p{L}\p{N}._%+-]/u;
/** The longest local part (RFC 5321). */
const maxLocalLength = 64;
const domainPart = /^(?:[a-z\d](?:[a-z\d-]{0,61})\.){1,4}[a-z]{2,24}(?![\p{L}\p{N}@])/iu;
/** Signs and words for @: "[at]", "(arobase)", "arobase", " at ". */
const spelledAt =
  /[[({<] ?(?:at|a|arobase|arobas|arrobas|arrobase|@|chez) ?[\])}>]|(?<!\p{L})(?:at|arobase|arobas|arrobas|arrobase|chez)(?!\p{L})|(?<=\s)@(?=\s)|@(?=\s)/giu;
const spelledDomain =
  /^ {0,2}([\p{L}\p{N}-]{1,40}(?:(?:\.| \. | ?[[({<] ?(?:dot|point|\.) ?[\])}>] ?| (?:dot|point|pt) )[\p{L}\p{N}-]{1,40}){1,4})(?!\p{L})/iu;
const spelledDot = / ?[[({<] ?(?:dot|point|\.) ?[\])}>] ?| (?:dot|point|pt)(?= )| ?\. ?/gi;
/** Dots of a local part in words: "jean (dot) dupont". */
const spelledDotBefore = / ?[[(](?:dot|point)[\])] ?$/i;
const knownEndings =
  /\.(?:fr|com|net|org|be|ch|lu|ca|uk|eu|io|info|me|de|es|it|nl|pt|ru|us|co|pro|biz|dev|app|ai|xyz|online|site|ci|sn|cm|bj|tg|ma|dz|tn|example|test)$/i;
/** Providers of private mailboxes. */
const mailProviders =
  /^(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|orange|wanadoo|free|sfr|neuf|laposte|bbox|numericable|icloud|me|mac|proton|protonmail|pm|gmx|aol|tutanota|tuta|mailo|bluewin|skynet|proximus|videotron|bell|yandex|mail)\./i;
/** Addresses of an office, not of a person. */
const roles =
  /^(?:contact|contacts|info|infos|information|presse|press|media|abuse|dpo|rgpd|gdpr|privacy|donnees-personnelles|security|securite|cert|csirt|psirt|vulnerabilit(?:y|ies)|support|aide|help|assistance|webmaster|postmaster|hostmaster|admin|root|noreply|no-reply|ne-pas-repondre|newsletter|redaction|courrier|accueil|secretariat|mairie|service-client|serviceclient|sav|juridique|legal|rh|recrutement|jobs|communication|com|hello|bonjour|signalement|spam|phishing|git|user|username|prenom\.nom|nom\.prenom|firstname\.lastname|john\.doe)$/i;

/** Finds the addresses of persons in a text, also in words ("nom [at] domaine point fr"). Those of an office are not returned. */
export function findEmailAddresses(text: string): FoundAddress[] {
  const found: FoundAddress[] = [];
  let examined = 0;
  for (let at = text.indexOf("@"); at >= 0 && examined < maxExamined; at = text.indexOf("@", at + 1)) {
    // Other signs must not use up what is examined.
    if (!localSign.test(text[at - 1] ?? "") || !/[\p{L}\p{N}]/u.test(text[at + 1] ?? "")) continue;
    examined += 1;
    const local = readLocalPart(text, at);
    const domain = local && domainPart.exec(text.slice(at + 1, at + 200))?.[0];
    // "@name@host" is an account of the Fediverse.
    if (!local || !domain || /[@/\p{L}\p{N}]/u.test(text[at - local.length - 1] ?? "")) continue;
    found.push({ start: at - local.length, end: at + 1 + domain.length, value: `${local}@${domain}`.toLowerCase() });
  }
  examined = 0;
  for (const match of text.matchAll(spelledAt)) {
    examined += 1;
    if (examined > maxExamined) break;
    const address = readSpelled(text, match.index, match[0]);
    if (address) found.push(address);
  }
  return found.filter(({ value }) => isOfPerson(value));
}

function readSpelled(text: string, at: number, sign: string): FoundAddress | undefined {
  const left = readSpelledLocalPart(text, at);
  const right = spelledDomain.exec(text.slice(at + sign.length, at + sign.length + 160));
  if (!left || !right?.[1]) return undefined;
  const domain = readDomain(right[1]);
  if (domain === undefined) return undefined;
  // "at" and "chez" are words: "at acme dot com" is an address, "at example.com" is not.
  const isWord = /^(?:at|chez)$/i.test(sign);
  const isSpelled = / (?:dot|point) |[[({<]/i.test(right[1]);
  if ((sign === "@" || (isWord && !isSpelled)) && !mailProviders.test(domain)) return undefined;
  return { start: left.start, end: at + sign.length + right[0].length, value: `${left.local.toLowerCase()}@${domain}` };
}

/** The longest beginning of the labels that ends as domains do. */
function readDomain(typed: string): string | undefined {
  const labels = typed.replace(spelledDot, ".").replace(/ /g, "").toLowerCase().split(".");
  for (; labels.length >= 2; labels.pop()) if (knownEndings.test(labels.join("."))) return labels.join(".");
  return undefined;
}

/** What is directly before the position and may be a local part; empty if nothing is. */
function readLocalPart(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start < maxLocalLength && localSign.test(text[start - 1] ?? "")) start -= 1;
  return text.slice(start, end).replace(/^[._%+-]+/, "");
}

/** The same with spaces before the position, and with up to two dots in words. */
function readSpelledLocalPart(text: string, at: number): { local: string; start: number } | undefined {
  let end = at;
  while (end > 0 && at - end < 2 && text[end - 1] === " ") end -= 1;
  let local = readLocalPart(text, end);
  let start = end - local.length;
  for (let dots = 0; dots < 2 && local !== ""; dots += 1) {
    const dot = spelledDotBefore.exec(text.slice(Math.max(0, start - 10), start));
    const before = dot ? readLocalPart(text, start - dot[0].length) : "";
    if (!dot || before === "") break;
    local = `${before}.${local}`;
    start -= dot[0].length + before.length;
  }
  return local === "" ? undefined : { local, start };
}

function isOfPerson(address: string): boolean {
  const [local = "", domain = ""] = address.split("@");
  return mailProviders.test(domain) || !roles.test(local);
}
