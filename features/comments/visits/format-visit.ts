/** No-break space, which French requires around "h" and between the day and its month. */
const space = "\u00a0";

const dayMs = 86_400_000;

/**
 * Says when the reader's previous visit was, on their own clock: "hier à 18 h 02", "le 18 novembre à 18 h 02". Runs in the browser only.
 */
export function formatVisit(at: number, now: number, language: string): string {
  const [then, today] = [new Date(at), new Date(now)];
  const isFrench = language.startsWith("fr");
  const tag = isFrench ? "fr-FR" : "en-GB";
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  const days = Math.round((midnight(today) - midnight(then)) / dayMs);
  const minute = String(then.getMinutes()).padStart(2, "0");
  const time = isFrench
    ? `à ${then.getHours()}${space}h${minute === "00" ? "" : `${space}${minute}`}`
    : `at ${String(then.getHours()).padStart(2, "0")}:${minute}`;
  if (days < 2) {
    const day = new Intl.RelativeTimeFormat(tag, { numeric: "auto" }).format(-Math.max(0, days), "day");
    return `${day.replace("'", "’")} ${time}`;
  }
  const month = new Intl.DateTimeFormat(tag, { month: "long" }).format(then);
  const day = isFrench && then.getDate() === 1 ? "1er" : then.getDate();
  return `${isFrench ? "le" : "on"} ${day}${space}${month} ${time}`;
}
