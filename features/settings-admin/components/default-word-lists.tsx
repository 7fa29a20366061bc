import { readDefaultLists } from "#features/screening/default-lists/read-lists.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";

const levels = ["banned", "suspect", "omitted"] as const;

/** The entries of the built-in word lists with their notes, in closed sections that the browser's search opens. */
export function DefaultWordLists() {
  const t = translator();
  return (
    <div className="word-lists">
      <h3>{t("settings.wordLists.title")}</h3>
      <p>{t.typeset("settings.wordLists.about")}</p>
      {readDefaultLists().map(({ language, kind, version, date, entries }) => (
        <details key={`${language}-${kind}`}>
          <summary>
            {t.typeset("settings.wordLists.summary", {
              name: t(`settings.wordLists.names.${language}-${kind}`),
              count: entries.filter(({ level }) => level !== "omitted").length,
              version,
              date: formatDate(new Date(`${date}T12:00:00Z`), { locale: siteLocale(), zone: "UTC", style: "short" }),
            })}
          </summary>
          {levels.map((level) => {
            const lines = entries.filter((entry) => entry.level === level);
            return (
              lines.length > 0 && (
                <section key={level}>
                  <h4>{t(`settings.wordLists.levels.${level}`)}</h4>
                  <p lang={language}>
                    {lines.map(({ entry, note }) => (note ? `${entry} — ${note}` : entry)).join("\n")}
                  </p>
                </section>
              )
            );
          })}
        </details>
      ))}
    </div>
  );
}
