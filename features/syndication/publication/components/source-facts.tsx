import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { SourceProfile } from "../source-profile.ts";

/** Since when the site has extracts of a source, and under which licence. */
export function SourceFacts({ profile }: { profile: SourceProfile }) {
  const t = translator();
  const { licence, since } = profile;
  if (since === null && licence === "") return null;
  return (
    <p className="meta mt-2">
      {since && (
        <span>
          {t.rich("archives.sourceSince", { date: () => <FormattedDate at={since} style="short" absolute /> })}
        </span>
      )}
      {licence !== "" && <span>{t.typeset("articles.sourceLicence", { licence })}</span>}
    </p>
  );
}
