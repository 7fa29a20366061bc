/** Returns a language as a BCP 47 tag ("fr_FR" is fr-FR); "" if it is none. */
export function toLanguageTag(declared: string): string {
  const tag = declared.trim().replaceAll("_", "-");
  if (!/^[a-z]{2,3}(?:-[a-z\d]{1,8}){0,3}$/i.test(tag)) return "";
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? "";
  } catch {
    return "";
  }
}
