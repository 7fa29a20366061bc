/** A French social-security number (NIR): sex, year, month, department, municipality, order, and the key. */
const frenchNumber =
  /(?<![\p{L}\p{N}])([1-478])([ .-]?)(\d{2})\2(\d{2})\2(\d{2}|2[ab])\2(\d{3})\2(\d{3})(?:[ .\-/]{0,3}(?:cl[ée] ?:? ?)?(\d{2}))?(?![\p{L}\p{N}])/giu;
/** A Belgian national number: 85.07.30-033.28. */
const belgianNumber = /(?<!\d)(\d{2})[ .](\d{2})[ .](\d{2})[ -](\d{3})[ .](\d{2})(?!\d)/g;
/** A Swiss insured number (AHV/AVS): 756.1234.5678.97. */
const swissNumber = /(?<!\d)756[ .](\d{4})[ .](\d{4})[ .](\d{2})(?!\d)/g;
/** The shortest number is the Belgian one. */
export const minIdentityDigits = 11;
const insuranceBefore =
  /(?:s[ée]cu\b|s[ée]curit[ée] sociale|\bnir\b|vitale|immatriculation|\binsee\b|social security)/i;

interface FoundNumber {
  start: number;
  end: number;
  value: string;
}

/** Finds social-security and national numbers by their check digits; a French one also by its spacing after such words. */
export function findIdentityNumbers(text: string): FoundNumber[] {
  const found: FoundNumber[] = [];
  for (const match of text.matchAll(frenchNumber)) {
    const [whole, sex = "", separator = "", year = "", month = "", department = "", town = "", order = "", key = ""] =
      match;
    if (!isMonth(Number(month)) || !isDepartment(department) || Number(order) === 0) continue;
    const number = `${sex}${year}${month}${department}${town}${order}`;
    const isAnnounced = insuranceBefore.test(text.slice(Math.max(0, match.index - 80), match.index));
    const isKeyed = key !== "" && Number(key) === 97 - remainderOf(number);
    if (isKeyed || (isAnnounced && (separator !== "" || key !== ""))) {
      found.push({ start: match.index, end: match.index + whole.length, value: `${number}${key}`.toUpperCase() });
    }
  }
  for (const match of text.matchAll(belgianNumber)) {
    const number = match.slice(1, 5).join("");
    const key = Number(match[5]);
    // From 2000 on a 2 is put before the number.
    const isRight = [number, `2${number}`].some((one) => 97 - Number(BigInt(one) % 97n) === key);
    if (isRight && isMonth(Number(match[2])))
      found.push({ start: match.index, end: match.index + match[0].length, value: `${number}${match[5]}` });
  }
  for (const match of text.matchAll(swissNumber)) {
    const number = `756${match.slice(1).join("")}`;
    if (hasEanDigit(number)) found.push({ start: match.index, end: match.index + match[0].length, value: number });
  }
  return found;
}

/** Beyond the twelve months: unknown or fictive ones. */
const isMonth = (month: number) =>
  (month >= 1 && month <= 12) || month === 20 || (month >= 30 && month <= 42) || month >= 50;

/** 20 was Corsica until 1976; 91 to 96 were Algeria's departments, too. */
const isDepartment = (department: string) => /^(?:0[1-9]|[1-9]\d|2[ab])$/i.test(department);

/** For the key, 2A counts as 19 and 2B as 18. */
const remainderOf = (number: string) => Number(BigInt(number.replace(/2a/i, "19").replace(/2b/i, "18")) % 97n);

function hasEanDigit(number: string): boolean {
  const sum = [...number].reduce((total, digit, n) => total + Number(digit) * (n % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}
