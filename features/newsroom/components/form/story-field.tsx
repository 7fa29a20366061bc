import { Field } from "#components/ui/field.tsx";
import { maxPlace, maxStoryTitleLength, storyKinds } from "#features/stories/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { hasError, type SectionProps } from "./section-props.ts";

/** The story or series of the article, its number there, and a new one. The same with and without scripts. */
export function StoryField({ draft, choices, refusal, typed }: SectionProps) {
  const t = useTranslator();
  const { story } = draft.content;
  const id = story?.id ? String(story.id) : "";
  const kind = story?.kind ?? "series";
  const now = draft.storyPlace;
  return (
    <>
      <div className="field">
        <label htmlFor="story">{t.typeset("newsroom.form.story")}</label>
        <select id="story" name="story" defaultValue={typed("story", id)} key={`s${id}`}>
          <option value="">{t.typeset("newsroom.form.noStory")}</option>
          {storyKinds.map((one) => {
            const ofKind = choices.stories.filter((choice) => choice.kind === one);
            return (
              ofKind.length > 0 && (
                <optgroup key={one} label={t.typeset(`newsroom.form.storyKinds.${one}`)}>
                  {ofKind.map((choice) => (
                    <option key={choice.id} value={choice.id}>
                      {choice.name}
                    </option>
                  ))}
                </optgroup>
              )
            );
          })}
        </select>
      </div>
      <Field
        key={`p${story?.place}`}
        name="storyPlace"
        label={t.typeset("newsroom.form.storyPlace")}
        hint={
          now
            ? t.typeset("newsroom.form.storyPlaceNow", { number: now.number, total: now.total })
            : t.typeset("newsroom.form.storyPlaceHint")
        }
        defaultValue={typed("storyPlace", String(story?.place ?? ""))}
        refused={refusal}
        type="number"
        min={1}
        max={maxPlace}
        inputMode="numeric"
      />
      <details className="form-also" open={story?.id === null || hasError(refusal, /^newStory/)}>
        <summary>{t.typeset("newsroom.form.newStory")}</summary>
        <Field
          key={`n${story?.title}`}
          name="newStory"
          label={t.typeset("newsroom.form.newStoryTitle")}
          hint={t.typeset("newsroom.form.newStoryHint")}
          defaultValue={typed("newStory", story?.title ?? "")}
          refused={refusal}
          maxLength={maxStoryTitleLength}
          autoComplete="off"
        />
        <div className="field">
          <label htmlFor="newStoryKind">{t.typeset("newsroom.form.newStoryKind")}</label>
          <select id="newStoryKind" name="newStoryKind" defaultValue={typed("newStoryKind", kind)} key={`k${kind}`}>
            {storyKinds.map((one) => (
              <option key={one} value={one}>
                {t.typeset(`newsroom.form.storyKind.${one}`)}
              </option>
            ))}
          </select>
        </div>
      </details>
    </>
  );
}
