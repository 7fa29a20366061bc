import { database } from "#db/client.ts";
import { translator } from "#i18n/translator.ts";
import { insideQuotes } from "#lib/typography.ts";
import { findStopName, findStopRequest } from "./queries.ts";
import { formatStopSubject } from "./stop-link.ts";

/** Loads what a mailed link stops, in words and as its form carries it; undefined if it is no link of ours. */
export async function loadStopRequest(about: string | undefined, key: string | undefined) {
  const request = await findStopRequest(database(), about, key);
  if (!request) return undefined;
  const { subject, token } = request;
  const t = translator();
  const form = { about: formatStopSubject(subject), token };
  if (subject.kind === "topic")
    return { ...form, what: insideQuotes(t(`notificationSettings.topics.${subject.topic}.name`)) };
  if (subject.kind === "digest") return { ...form, what: t(`stopMails.digest.${subject.rhythm}`) };
  return { ...form, what: insideQuotes((await findStopName(database(), request)) ?? t("stopMails.unnamed")) };
}
