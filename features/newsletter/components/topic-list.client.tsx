"use client";

import type { FormEvent } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { TermFields } from "#features/taxonomy-admin/components/term-fields.client.tsx";
import { idleState } from "#lib/action.ts";
import { applyTopicActionAction, changeTopicAction, createTopicAction } from "../actions.ts";
import { maxTopicDescriptionLength, maxTopicNameLength } from "../rules.ts";
import type { TopicLabels } from "./topic-messages.ts";

interface TopicItem {
  id: number;
  slug: string;
  name: string;
  description: string;
  ended: boolean;
  version: string;
}

interface Props {
  /** Of the whole list. */
  version: string;
  topics: TopicItem[];
  labels: TopicLabels;
}

const limits = { longestName: maxTopicNameLength, longestDescription: maxTopicDescriptionLength };

/** The newsletter's topics in their order, with what one does to each: forms that work without a script. */
export function TopicList({ version, topics, labels }: Props) {
  const [state, action, pending] = useFormAction(applyTopicActionAction, idleState);
  /** A second step at once would name the list before the first one, and be refused: it is left. */
  const oneAtATime = (event: FormEvent) => {
    if (pending) event.preventDefault();
  };
  return (
    <div className="order-sections">
      <FormAlert answer={state}>{state.status === "refused" && state.message}</FormAlert>
      <FormSuccess>{state.status === "done" && !pending && labels.done}</FormSuccess>
      {topics.length === 0 && <p className="admin-empty">{labels.none}</p>}
      <ol className="order-list topic-list">
        {topics.map((topic, at) => {
          const steps = [
            { act: "up", off: at === 0 },
            { act: "down", off: at === topics.length - 1 },
            { act: topic.ended ? "keep" : "end", off: false },
            { act: "delete", off: false },
          ] as const;
          return (
            <li key={topic.id}>
              <div className="topic-title">
                <strong>{topic.name}</strong> <span className="admin-slug">{topic.slug}</span>
                {topic.ended && <em>{labels.ended}</em>}
                {topic.description && <p>{topic.description}</p>}
              </div>
              <form action={action} onSubmit={oneAtATime} className="order-controls">
                <input type="hidden" name="version" value={version} />
                <input type="hidden" name="id" value={topic.id} />
                {steps.map(({ act, off }) => (
                  <button
                    key={act}
                    type="submit"
                    name="act"
                    value={act}
                    aria-disabled={off || pending}
                    aria-label={labels[`${act}Of`].replace("{name}", topic.name)}
                  >
                    {labels[act]}
                  </button>
                ))}
              </form>
              <EditTopicForm topic={topic} labels={labels} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function EditTopicForm({ topic, labels }: { topic: TopicItem; labels: TopicLabels }) {
  const [state, action, pending] = useFormAction(changeTopicAction, idleState);
  return (
    <details className="order-details" open={state.status === "refused"}>
      <summary aria-label={labels.changeOf.replace("{name}", topic.name)}>{labels.change}</summary>
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
          labels={labels.fields}
        />
        <div className="admin-form-actions">
          <button type="submit" className="button button-strong" aria-disabled={pending}>
            {labels.save}
          </button>
          <FormSuccess>{state.status === "done" && labels.saved}</FormSuccess>
        </div>
      </form>
    </details>
  );
}

const emptyTopic = { name: "", slug: "", description: "" };

/** A new topic. */
export function NewTopicForm({ labels }: { labels: TopicLabels }) {
  const [state, action, pending] = useFormAction(createTopicAction, idleState);
  return (
    <details className="admin-section" open={state.status === "refused"}>
      <summary>{labels.create}</summary>
      <form action={action} className="admin-form" noValidate>
        <FormAlert>{state.status === "refused" && state.message}</FormAlert>
        <TermFields
          id={"new"}
          term={emptyTopic}
          described={true}
          state={state}
          limits={limits}
          labels={labels.fields}
        />
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {labels.doCreate}
        </button>
      </form>
    </details>
  );
}
