import { Fact } from "#components/ui/fact.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { MailPreviewOptions } from "../preview.ts";
import { previewPath, previewQuery, previewSchemes, previewWidths } from "../preview.ts";
import type { Issue } from "../queries.ts";

interface Props {
  issue: Pick<Issue, "id" | "subject" | "preheader">;
  topics: { id: number; name: string }[];
  options: MailPreviewOptions;
}

/** An issue's mail as an inbox lists it, and in a frame: light or dark, as wide as a phone or a desktop, or as text; for all subscribers or those of some topics. */
export function MailPreview({ issue, topics, options }: Props) {
  const t = translator();
  const path = previewPath(issue.id);
  const groups: { name: "width" | "scheme"; choices: { name: string; current: boolean; to: MailPreviewOptions }[] }[] =
    [
      {
        name: "width",
        choices: previewWidths.map((width) => ({
          name: t(`issues.preview.${width}`),
          current: options.width === width,
          to: { ...options, width },
        })),
      },
      {
        name: "scheme",
        choices: previewSchemes.map((scheme) => ({
          name: t(`issues.preview.${scheme}`),
          current: options.scheme === scheme,
          to: { ...options, scheme },
        })),
      },
    ];
  return (
    <>
      <dl className="preview-facts">
        <Fact name={t("issues.form.subject")}>{typeset(issue.subject)}</Fact>
        {issue.preheader && <Fact name={t("issues.form.preheader")}>{typeset(issue.preheader)}</Fact>}
      </dl>
      <nav aria-label={t("issues.preview.options")} className="preview-options">
        {groups.map((group) => (
          <div key={group.name}>
            <span id={`preview-${group.name}`}>{t(`issues.preview.groups.${group.name}`)}</span>
            <ul aria-labelledby={`preview-${group.name}`}>
              {group.choices.map(({ name, current, to }) => (
                <li key={name}>
                  <a href={`${path}?${previewQuery(to)}`} aria-current={current ? "true" : undefined}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      {topics.length > 1 && (
        <form action={path} className="preview-topics">
          <fieldset>
            <legend>{t("issues.preview.topics")}</legend>
            <input type="hidden" name="width" value={options.width} />
            <input type="hidden" name="scheme" value={options.scheme} />
            {topics.map(({ id, name }) => (
              <label key={id}>
                <input
                  type="checkbox"
                  name="topic"
                  value={id}
                  defaultChecked={options.topicIds.length === 0 || options.topicIds.includes(id)}
                />
                {name}
              </label>
            ))}
            <button type="submit" className="button">
              {t("issues.preview.show")}
            </button>
          </fieldset>
        </form>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by key */}
      <section className="preview-window" tabIndex={0} aria-label={t("issues.preview.title")}>
        <iframe
          src={`${path}/view?${previewQuery(options)}`}
          title={t("issues.preview.frame")}
          data-width={options.width === "phone" ? "phone" : "mail"}
        />
      </section>
    </>
  );
}
