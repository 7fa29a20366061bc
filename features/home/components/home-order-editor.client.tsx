"use client";

import { type DragEvent, type FormEvent, startTransition, useOptimistic, useState } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { updateHomeOrderAction } from "../actions.ts";
import { type OrderedArticle, PinControls, type PinnedArticle } from "./pin-controls.client.tsx";

interface Props {
  version: string;
  pins: PinnedArticle[];
  /** The articles that follow the pins automatically. */
  next: OrderedArticle[];
  /** The search results; undefined without a search. */
  found: OrderedArticle[] | undefined;
}

/** The order of the home page: buttons that work without scripts, and drag and drop with them. */
export function HomeOrderEditor({ version, pins, next, found }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(updateHomeOrderAction, idleState);
  const [optimisticPins, setOptimisticPins] = useOptimistic(pins);
  const [dragged, drag] = useState<OrderedArticle>();
  const [dropIndex, setDropIndex] = useState<number>();

  function drop(event: DragEvent) {
    event.preventDefault();
    if (pending || !dragged || dropIndex === undefined) return;
    const before = pins.slice(0, dropIndex).filter(({ id }) => id !== dragged.id);
    const after = pins.slice(dropIndex).filter(({ id }) => id !== dragged.id);
    const known = pins.find(({ id }) => id === dragged.id) ?? { ...dragged, untilText: "", untilField: "" };
    const order = [...before, known, ...after];
    const form = new FormData();
    form.set("version", version);
    form.set("act", "order");
    form.set("order", order.map(({ id }) => id).join(","));
    startTransition(() => {
      setOptimisticPins(order);
      action(form);
    });
    drag(undefined);
    setDropIndex(undefined);
  }

  /** Ignores a second step sent at once: it would refer to the order before the first one, and be refused. */
  const oneAtATime = (event: FormEvent) => {
    if (pending) event.preventDefault();
  };

  // A refused date is shown where it was typed, unless its article was removed meanwhile.
  const refused = state.status === "refused" && state.fields.until ? state : undefined;
  const undated = pins.find(({ id }) => String(id) === refused?.typed.id)?.id;

  /** Whether the pointer is above or below the middle of an article. */
  function over(event: DragEvent<HTMLElement>, at: number) {
    if (!dragged) return;
    event.preventDefault();
    event.stopPropagation();
    const { top, height } = event.currentTarget.getBoundingClientRect();
    setDropIndex(event.clientY < top + height / 2 ? at : at + 1);
  }

  const dragging = (story: OrderedArticle) => ({
    draggable: true,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", story.title);
      drag(story);
    },
    onDragEnd: () => {
      drag(undefined);
      setDropIndex(undefined);
    },
  });

  const automatic = (stories: OrderedArticle[]) => (
    <ul className="order-candidates">
      {stories.map((story) => (
        <li key={story.id} {...dragging(story)}>
          <a className="admin-list-title" href={`/articles/${story.slug}`} draggable={false}>
            {story.title}
          </a>
          <form action={action} onSubmit={oneAtATime}>
            <input type="hidden" name="version" value={version} />
            <input type="hidden" name="id" value={story.id} />
            {(["first", "pin"] as const).map((act) => (
              <button
                key={act}
                type="submit"
                name="act"
                value={act}
                aria-disabled={pending}
                aria-label={t(act === "first" ? "home.order.firstOf" : "home.order.pinOf", { title: story.title })}
              >
                {t.typeset(`home.order.${act}`)}
              </button>
            ))}
          </form>
        </li>
      ))}
    </ul>
  );

  return (
    <div className="order-sections">
      <FormAlert answer={state}>
        {state.status === "refused" && undated === undefined && (state.fields.until ?? state.message)}
      </FormAlert>
      <FormSuccess>{state.status === "done" && !pending && t.typeset("home.order.done")}</FormSuccess>
      <section aria-labelledby="home-chosen">
        <h2 id="home-chosen">{t("home.order.chosen")}</h2>
        {optimisticPins.length === 0 && <p className="admin-empty">{t.typeset("home.order.none")}</p>}
        <ol
          className="order-list"
          data-open={dragged ? "" : undefined}
          onDragOver={(event) => over(event, optimisticPins.length)}
          onDrop={drop}
        >
          {optimisticPins.map((story, at) => (
            <li
              key={story.id}
              {...dragging(story)}
              onDragOver={(event) => over(event, at)}
              data-place={
                dropIndex === at
                  ? "above"
                  : dropIndex === at + 1 && at === optimisticPins.length - 1
                    ? "below"
                    : undefined
              }
              data-dragged={dragged?.id === story.id ? "" : undefined}
            >
              <PinControls
                story={story}
                position={at === 0 ? "first" : at === optimisticPins.length - 1 ? "last" : "between"}
                version={version}
                action={action}
                onSubmit={oneAtATime}
                pending={pending}
                refused={undated === story.id ? refused : undefined}
              />
            </li>
          ))}
        </ol>
      </section>
      {found && (
        <section aria-labelledby="home-found">
          <h2 id="home-found">{t("home.order.found")}</h2>
          {found.length === 0 ? <p className="admin-empty">{t("home.order.noneFound")}</p> : automatic(found)}
        </section>
      )}
      <section aria-labelledby="home-next">
        <h2 id="home-next">{t("home.order.automatic")}</h2>
        {automatic(next)}
      </section>
    </div>
  );
}
