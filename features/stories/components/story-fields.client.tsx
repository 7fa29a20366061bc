"use client";

import { Field } from "#components/ui/field.tsx";
import { SlugField } from "#components/ui/slug-field.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import type { StoryKind } from "#db/schema/stories.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { FormState } from "#lib/action.ts";
import { maxDeckLength, maxStoryTitleLength, storyKinds } from "../rules.ts";

interface Props {
  /** Prefix of the fields' ids. */
  id: string;
  story: { name: string; slug: string; description: string; kind: StoryKind };
  state: FormState<unknown>;
}

/** Title, kind, text and address, rendered again when the stored values change. */
export function StoryFields({ id, story, state }: Props) {
  const t = useTranslator();
  const refused = state.status === "refused" ? state : undefined;
  const kind = refused?.typed.kind ?? story.kind;
  return (
    <>
      <Field
        key={`name ${story.name}`}
        refused={refused}
        id={`${id}-name`}
        name="name"
        label={t("stories.title")}
        defaultValue={story.name}
        maxLength={maxStoryTitleLength}
        autoComplete="off"
      />
      <fieldset className="story-kinds" key={`kind ${story.kind}`}>
        <legend>{t("stories.kindLegend")}</legend>
        {storyKinds.map((one) => (
          <label key={one}>
            <input type="radio" name="kind" value={one} defaultChecked={one === kind} />
            <span>
              {t.typeset(`stories.kind.${one}`)} <small>{t.typeset(`stories.kindHint.${one}`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <TextArea
        key={`description ${story.description}`}
        refused={refused}
        id={`${id}-description`}
        name="description"
        label={t("stories.deck")}
        defaultValue={story.description}
        maxLength={maxDeckLength}
        rows={3}
      />
      <SlugField
        key={`slug ${story.slug}`}
        refused={refused}
        id={`${id}-slug`}
        name="slug"
        label={t("taxonomy.slug")}
        hint={t("stories.slugHint")}
        empty={t.typeset("errors.newsroom.slugEmpty")}
        defaultValue={story.slug}
      />
    </>
  );
}
