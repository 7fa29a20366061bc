import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

/** What brings the first articles, as the terminal takes it. */
const commands = ["npm run vigie -- import wordpress export.xml", "npm run vigie -- load --articles 50 --comments 200"];

/** The home before the first article: right for a reader, and the operator's way to begin. */
export function EmptySite() {
  const t = translator();
  return (
    <section className="max-w-text py-10 md:py-20">
      <h2 className="headline text-headline">{t("home.emptyTitle")}</h2>
      <p className="mt-5 text-lead text-soft">{typeset(t("home.emptyText"))}</p>
      <div className="mt-10 border-ink border-t-3 pt-4 font-sans text-small">
        <p>{typeset(t("home.emptyOperator"))}</p>
        {commands.map((command) => (
          <pre key={command} className="mt-3 whitespace-pre-wrap rounded-sm bg-wash px-4 py-3 font-mono text-fine">
            <code>{command}</code>
          </pre>
        ))}
      </div>
    </section>
  );
}
