import { SlugField } from "#components/ui/slug-field.client.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { BylineField, ReadOnlyBylines } from "../byline-field.client.tsx";
import { TagField } from "../tag-field.client.tsx";
import type { SectionProps } from "./section-props.ts";
import { StoryField } from "./story-field.tsx";

/** The article's categories, tags, bylines and address. */
export function TaxonomySection(section: SectionProps) {
  const t = useTranslator();
  const { draft, choices, session, refusal, typed } = section;
  const { content } = draft;
  const [category = "", ...also] = content.categoryIds;
  return (
    <details open className="form-section">
      <summary>{t.typeset("newsroom.form.placing")}</summary>
      <div className="form">
        <div className="field">
          <label htmlFor="category">{t.typeset("newsroom.form.category")}</label>
          <select id="category" name="category" defaultValue={typed("category", String(category))} key={`c${category}`}>
            <option value="">{t.typeset("newsroom.form.noCategory")}</option>
            {choices.categories.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
        {choices.categories.length > 1 && (
          <details className="form-also">
            <summary>{t.typeset("newsroom.form.also")}</summary>
            <ul>
              {choices.categories.map(({ id, name }) => (
                <li key={id}>
                  <label>
                    <input type="checkbox" name="also" value={id} defaultChecked={also.includes(id)} /> {name}
                  </label>
                </li>
              ))}
            </ul>
          </details>
        )}
        <TagField
          label={t.typeset("newsroom.form.tags")}
          hint={t.typeset("newsroom.form.tagsHint")}
          defaultValue={content.tags.join(", ")}
          refused={refusal}
        />
        <StoryField {...section} />
        {section.mayChooseBylines ? <BylineField {...section} /> : <ReadOnlyBylines {...section} />}
        <SlugField
          name="slug"
          label={t.typeset("newsroom.form.slug")}
          hint={
            session.status === "published"
              ? t.typeset("newsroom.form.slugHintPublished")
              : t.typeset("newsroom.form.slugHint")
          }
          empty={t.typeset("errors.newsroom.slugEmpty")}
          placeholder={session.slugProposal}
          defaultValue={content.slug}
          refused={refusal}
        />
      </div>
    </details>
  );
}
