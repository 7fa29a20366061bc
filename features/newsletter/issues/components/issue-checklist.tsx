import { translator } from "#i18n/translator.ts";
import type { IssueFindingMessage } from "../loaders.ts";

/** What to check before an issue is sent. */
export function IssueChecklist({ findings }: { findings: IssueFindingMessage[] }) {
  const t = translator();
  return (
    <section className="issue-checklist" aria-labelledby="issue-checklist">
      <h2 id="issue-checklist">{t("issues.checklist.title")}</h2>
      {findings.length === 0 && <p>{t.typeset("issues.checklist.none")}</p>}
      <ul>
        {findings.map(({ code, text, about, blocks }) => (
          <li key={code} data-blocks={blocks ? "" : undefined}>
            {text}
            {about.length > 0 && (
              <ul>
                {about.map((title) => (
                  <li key={title}>{title}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
