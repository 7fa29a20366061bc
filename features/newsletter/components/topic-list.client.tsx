"use client";

import type { FormEvent } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { TermFields } from "#features/taxonomy-admin/components/term-fields.client.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { applyTopicActionAction, changeTopicAction, createTopicAction } from "../actions.ts";
import { maxTopicDescriptionLength, maxTopicNameLength } from "../rules.ts";

interface TopicItem {
  id: number;
  slug: string;
  name: string;
  description: string;
  ended: boolean;
  version: string;
}

interface Props {
  /** The version of the whole list. */
  version: string;
  topics: TopicItem[];
}

const limits = { maxNameLength: maxTopicNameLength, maxDescriptionLength: maxTopicDescriptionLength };

/** The newsletter's topics in order, with the actions for each: forms that work without scripts. */
export function TopicList({ version, topics }: Props) {
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
            { act: "up", off: at === 0, text: t("home.order.up"), about: t("home.order.upOf", { title: name }) },
            {
              act: "down",
              off: at === topics.length - 1,
              text: t("home.order.down"),
              about: t("home.order.downOf", { title: name }),
            },
            { act: topic.ended ? "keep" : "end", off: false, text: t(end), about: t(endOf, { name }) },
            { act: "delete", off: false, text: t("taxonomy.delete"), about: t("newsletter.topics.deleteOf", { name }) },
          ];
          return (
            <li key={topic.id}>
              <div className="topic-title">
                <strong>{topic.name}</strong> <span className="admin-slug">{topic.slug}</span>
                {topic.ended && <em>{t("newsletter.topics.isEnded")}</em>}
                {topic.description && <p>{topic.description}</p>}
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
              <EditTopicForm topic={topic} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function EditTopicForm({ topic }: { topic: TopicItem }) {
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
          slugHint={t("newsletter.topics.slugHint")}
        />
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

const emptyTopic = { name: "", slug: "", description: "" };

/** Creates a topic. */
export function NewTopicForm() {
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
          slugHint={t("newsletter.topics.slugHint")}
        />
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {t("newsletter.topics.submit")}
        </button>
      </form>
    </details>
  );
}
