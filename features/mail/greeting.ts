import type { Translator } from "#i18n/translator.ts";

/**
 * Returns the salutation of a mail. It has no name if the recipient has not confirmed that it is theirs: a stranger may
 * have chosen it.
 */
export function greeting(t: Translator, name: string): string {
  return name ? t("mails.hello", { name }) : t("mails.helloUnnamed");
}
