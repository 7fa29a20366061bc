import { translator } from "#i18n/translator.ts";
import type { FieldDiff } from "../revisions/diff.ts";

/** Two texts, word by word: additions are underlined, removals struck through; screen readers announce both. */
export function RevisionDiff({ parts }: { parts: FieldDiff[] }) {
  const t = translator();
  if (parts.length === 0) return <p>{t("newsroom.revisions.same")}</p>;
  return (
    <div className="revision-diff">
      {parts.map(({ name, runs, before, after }) => (
        <section key={name} aria-label={t(`newsroom.diffFields.${name}`)}>
          <h3>{t(`newsroom.diffFields.${name}`)}</h3>
          {runs ? (
            <p>
              {runs.map(({ change, text }, index) => {
                const key = `${index}-${change}`;
                if (change === "same") return <span key={key}>{text}</span>;
                return change === "added" ? (
                  <ins key={key} title={t("newsroom.revisions.added")}>
                    {text}
                  </ins>
                ) : (
                  <del key={key} title={t("newsroom.revisions.removed")}>
                    {text}
                  </del>
                );
              })}
            </p>
          ) : (
            <>
              <p>{t.typeset("newsroom.revisions.tooLarge")}</p>
              <p>
                <del>{before}</del>
              </p>
              <p>
                <ins>{after}</ins>
              </p>
            </>
          )}
        </section>
      ))}
    </div>
  );
}
