"use client";

import type { FormEvent } from "react";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { TermFields } from "#features/taxonomy-admin/components/term-fields.client.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { type FormState, idleState } from "#lib/action.ts";
import { applyTopicActionAction, changeTopicAction, createTopicAction } from "../actions.ts";
import type { TopicTerm } from "../queries.ts";
import { maxTopicDescriptionLength, maxTopicNameLength } from "../rules.ts";

interface TopicItem {
  id: number;
  slug: string;
  name: string;
  description: string;
  ended: boolean;
  version: string;
  categories: TopicTerm[];
  tags: TopicTerm[];
}

interface Props {
  /** The version of the whole list. */
  version: string;
  topics: TopicItem[];
  /** All categories of the site. */
  categories: TopicTerm[];
}

const limits = { maxNameLength: maxTopicNameLength, maxDescriptionLength: maxTopicDescriptionLength };

/** The newsletter's topics in order, with the actions for each: forms that work without scripts. */
export function TopicList({ version, topics, categories }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(applyTopicActionAction, idleState);
  /** Ignores a second step sent at once: it would refer to the list before the first one, and be refused. */
  const oneAtATime = (event: FormEvent) => {
    if (pending) event.preventDefault();
  };
  return (
    <div className="order-sections">
      <FormAlert answer={state}>{state.status === "refused" && state.message}</FormAlert>
      <FormSuccess>{state.status === "done" && !pending && t("newsletter.topics.done")}</FormSuccess>
      {topics.length === 0 && <p className="admin-empty">{t("newsletter.topics.none")}</p>}
      <ol className="order-list topic-list">
        {topics.map((topic, at) => {
          const { name } = topic;
          const [end, endOf] = topic.ended
            ? (["newsletter.topics.reopen", "newsletter.topics.reopenOf"] as const)
            : (["newsletter.topics.end", "newsletter.topics.endOf"] as const);
          const steps = [
            {
              act: "up",
              off: at === 0,
              text: t.typeset("home.order.up"),
              about: t.typeset("home.order.upOf", { title: name }),
            },
            {
              act: "down",
              off: at === topics.length - 1,
              text: t("home.order.down"),
              about: t.typeset("home.order.downOf", { title: name }),
            },
            { act: topic.ended ? "keep" : "end", off: false, text: t(end), about: t(endOf, { name }) },
            {
              act: "delete",
              off: false,
              text: t.typeset("taxonomy.delete"),
              about: t.typeset("newsletter.topics.deleteOf", { name }),
            },
          ];
          return (
            <li key={topic.id}>
              <div className="topic-title">
                <strong>{topic.name}</strong> <span className="admin-slug">{topic.slug}</span>
                {topic.ended && <em>{t("newsletter.topics.isEnded")}</em>}
                {topic.description && <p>{topic.description}</p>}
                {topic.categories.length + topic.tags.length > 0 && (
                  <p className="topic-terms">
                    {[...topic.categories, ...topic.tags].map((term) => term.name).join(", ")}
                  </p>
                )}
              </div>
              <form action={action} onSubmit={oneAtATime} className="order-controls">
                <input type="hidden" name="version" value={version} />
                <input type="hidden" name="id" value={topic.id} />
                {steps.map(({ act, off, text, about }) => (
                  <button
                    key={act}
                    type="submit"
                    name="act"
                    value={act}
                    aria-disabled={off || pending}
                    aria-label={about}
                  >
                    {text}
                  </button>
                ))}
              </form>
              <EditTopicForm topic={topic} categories={categories} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

interface TermsProps {
  id: string;
  chosen: Pick<TopicItem, "categories" | "tags">;
  categories: TopicTerm[];
  state: FormState<unknown>;
}

/** The categories and tags whose articles belong to a topic. */
function TopicTerms({ id, chosen, categories, state }: TermsProps) {
  const t = useTranslator();
  const refused = state.status === "refused" ? state : undefined;
  const ids = refused
    ? (refused.typed.categories ?? "").split("\n")
    : chosen.categories.map((category) => String(category.id));
  const tags = chosen.tags.map(({ name }) => name).join(", ");
  return (
    <>
      {categories.length > 0 && (
        <fieldset className="choices topic-categories">
          <legend>{t("newsletter.topics.categories")}</legend>
          {categories.map((category) => (
            <label key={category.id}>
              <input
                type="checkbox"
                name="categories"
                value={category.id}
                defaultChecked={ids.includes(String(category.id))}
              />
              {category.name}
            </label>
          ))}
        </fieldset>
      )}
      <Field
        id={`${id}-tags`}
        name="tags"
        label={t("newsletter.topics.tags")}
        hint={t.typeset("newsletter.topics.tagsHint")}
        key={`tags ${tags}`}
        defaultValue={tags}
        autoComplete="off"
        refused={refused}
      />
    </>
  );
}

function EditTopicForm({ topic, categories }: { topic: TopicItem; categories: TopicTerm[] }) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(changeTopicAction, idleState);
  return (
    <details className="order-details" open={state.status === "refused"}>
      <summary aria-label={t("newsletter.topics.changeOf", { name: topic.name })}>
        {t("newsletter.topics.change")}
      </summary>
      <form action={action} className="admin-form" noValidate>
        <input type="hidden" name="id" value={topic.id} />
        <input type="hidden" name="version" value={topic.version} />
        <FormAlert>{state.status === "refused" && state.message}</FormAlert>
        <TermFields
          id={`topic-${topic.id}`}
          term={topic}
          described={true}
          state={state}
          limits={limits}
          slugHint={t.typeset("newsletter.topics.slugHint")}
        />
        <TopicTerms id={`topic-${topic.id}`} chosen={topic} categories={categories} state={state} />
        <div className="admin-form-actions">
          <button type="submit" className="button button-strong" aria-disabled={pending}>
            {t("taxonomy.save")}
          </button>
          <FormSuccess>{state.status === "done" && t("taxonomy.saved")}</FormSuccess>
        </div>
      </form>
    </details>
  );
}

const emptyTopic = { name: "", slug: "", description: "", categories: [], tags: [] };

/** Creates a topic. */
export function NewTopicForm({ categories }: { categories: TopicTerm[] }) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(createTopicAction, idleState);
  return (
    <details className="admin-section" open={state.status === "refused"}>
      <summary>{t("newsletter.topics.create")}</summary>
      <form action={action} className="admin-form" noValidate>
        <FormAlert>{state.status === "refused" && state.message}</FormAlert>
        <TermFields
          id={"new"}
          term={emptyTopic}
          described={true}
          state={state}
          limits={limits}
          slugHint={t.typeset("newsletter.topics.slugHint")}
        />
        <TopicTerms id="new" chosen={emptyTopic} categories={categories} state={state} />
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {t("newsletter.topics.submit")}
        </button>
      </form>
    </details>
  );
}
