"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { orderStoryAction } from "../actions.ts";
import type { PlacedArticle, Story } from "../queries.ts";
import { maxPlace } from "../rules.ts";

interface Props {
  story: Pick<Story, "id" | "kind">;
  placed: PlacedArticle[];
  version: string;
}

/** The articles of a story: a series is put in order by numbers, and articles are taken out. Works without scripts. */
export function StoryOrder({ story, placed, version }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(orderStoryAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  const isSeries = story.kind === "series";
  return (
    <section className="admin-section" aria-labelledby="order">
      <h2 id="order">{t(isSeries ? "stories.order" : "stories.articles")}</h2>
      {placed.length === 0 ? (
        <p>{t.typeset("stories.noArticles")}</p>
      ) : (
        <form action={action} noValidate>
          <p>{t.typeset(isSeries ? "stories.orderHint" : "stories.articlesHint")}</p>
          <input type="hidden" name="id" value={story.id} />
          <input type="hidden" name="version" value={version} />
          <FormAlert>{refused && (refused.fields.places ?? refused.message)}</FormAlert>
          <ol className="story-order">
            {placed.map(({ id, title, status }, index) => (
              <li key={id}>
                {isSeries && (
                  <input
                    type="number"
                    name={`place${id}`}
                    defaultValue={refused?.typed[`place${id}`] ?? index + 1}
                    min={1}
                    max={maxPlace}
                    inputMode="numeric"
                    aria-label={t.typeset("stories.placeOf", { title: title || t("stories.untitled") })}
                  />
                )}
                <a href={`/admin/articles/${id}`}>{title || t("stories.untitled")}</a>
                <span className="story-order-status">
                  {status === "published" ? "" : t.typeset(`newsroom.statuses.${status}`)}
                </span>
                <label>
                  <input type="checkbox" name={`remove${id}`} value="1" /> {t("stories.remove")}
                </label>
              </li>
            ))}
          </ol>
          <div className="admin-form-actions">
            <button type="submit" className="button button-strong" aria-disabled={pending}>
              {t(isSeries ? "stories.saveOrder" : "taxonomy.save")}
            </button>
            <FormSuccess>{state.status === "done" && t("taxonomy.saved")}</FormSuccess>
          </div>
        </form>
      )}
    </section>
  );
}
