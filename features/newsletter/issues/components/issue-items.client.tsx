"use client";

import { TextArea } from "#components/ui/text-area.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { issueEditorPath, maxBlurbLength } from "../rules.ts";
import type { FormItem, IssueFormRefusal } from "./issue-form-props.ts";
import { StoredText } from "./stored-text.client.tsx";
import { useStepInPlace } from "./use-step-in-place.ts";

interface Props {
  items: FormItem[];
  drawn: number;
  refused: IssueFormRefusal;
  isConflict: boolean;
  pending: boolean;
  query: string;
  found: { id: number; title: string; slug: string }[] | undefined;
  /** The step that was just done, as in `up:12`. */
  done: string | undefined;
}

/** The articles of an issue in order, each with its buttons and its blurb, and the search for more. */
export function IssueItems({ items, drawn, refused, isConflict, pending, query, found, done }: Props) {
  const t = useTranslator();
  const isHydrated = useHydrated();
  const { list, keepInPlace } = useStepInPlace(done, drawn);
  const [movedId] = /(?<=^(?:first|up|down):)\d+$/.exec(done ?? "") ?? [];
  const movedAt = items.findIndex(({ articleId }) => String(articleId) === movedId);
  const moved = items[movedAt];
  return (
    <section className="issue-part" aria-labelledby="issue-articles">
      <h2 id="issue-articles" tabIndex={-1}>
        {t("issues.form.articles", { count: items.length })}
      </h2>
      {items.length === 0 && <p className="admin-empty">{t.typeset("issues.form.noArticles")}</p>}
      <p role="status" className="issue-moved">
        {moved && t.typeset("issues.form.moved", { title: moved.title, place: movedAt + 1, count: items.length })}
      </p>
      <ol ref={list} className="order-list issue-items">
        {items.map((item, at) => {
          const steps = [
            {
              act: "first",
              off: at === 0,
              text: t("issues.form.first"),
              about: t.typeset("issues.form.firstOf", { title: item.title }),
            },
            {
              act: "up",
              off: at === 0,
              text: t.typeset("home.order.up"),
              about: t.typeset("home.order.upOf", { title: item.title }),
            },
            {
              act: "down",
              off: at === items.length - 1,
              text: t("home.order.down"),
              about: t.typeset("home.order.downOf", { title: item.title }),
            },
            {
              act: "remove",
              off: false,
              text: t("home.order.remove"),
              about: t.typeset("issues.form.removeOf", { title: item.title }),
            },
          ];
          return (
            <li key={item.articleId}>
              <div className="order-title">
                {item.status !== "published" && <span>{t.typeset(`issues.form.notSent.${item.status}`)}</span>}
                {item.status === "published" ? (
                  <a className="admin-list-title" href={`/articles/${item.slug}`}>
                    {item.title}
                  </a>
                ) : (
                  <a className="admin-list-title" href={`/admin/articles/${item.articleId}`}>
                    {item.title}
                  </a>
                )}
                <p className="issue-topics">{item.topics.join(" · ")}</p>
                {item.alreadySent && (
                  <p className="issue-topics">
                    {t.typeset("issues.form.alreadySent", {
                      received: item.alreadySent.received,
                      recipients: item.alreadySent.recipients,
                    })}{" "}
                    <a href={issueEditorPath(item.alreadySent.issue.id)}>{item.alreadySent.issue.subject}</a>
                  </p>
                )}
              </div>
              <div className="order-controls">
                {steps.map(({ act, off, text, about }) => (
                  <button
                    key={act}
                    type="submit"
                    name="act"
                    id={`${act}-${item.articleId}`}
                    value={`${act}:${item.articleId}`}
                    aria-disabled={off || pending}
                    aria-label={about}
                    // Without scripts the page that follows opens at the same button, which then has the focus.
                    formAction={
                      isHydrated ? undefined : act === "remove" ? "#issue-articles" : `#${act}-${item.articleId}`
                    }
                    onClick={keepInPlace}
                  >
                    {text}
                  </button>
                ))}
              </div>
              <details
                className="order-details"
                open={
                  item.blurb !== "" ||
                  refused?.fields[`blurb-${item.articleId}`] !== undefined ||
                  (isConflict && (refused?.typed[`blurb-${item.articleId}`] ?? "") !== "")
                }
              >
                <summary>{t("issues.form.blurb")}</summary>
                <TextArea
                  refused={refused}
                  name={`blurb-${item.articleId}`}
                  label={t.typeset("issues.form.blurbOf", { title: item.title })}
                  hint={item.lead ? t.typeset("issues.form.blurbHint") : t.typeset("issues.form.blurbHintNoLead")}
                  placeholder={item.lead}
                  rows={3}
                  maxLength={maxBlurbLength}
                  key={`${item.articleId} ${drawn}`}
                  defaultValue={item.blurb}
                />
                <input type="hidden" name={`base-blurb-${item.articleId}`} value={item.blurb} />
                {isConflict && <StoredText typed={refused?.typed[`blurb-${item.articleId}`]} stored={item.blurb} />}
              </details>
            </li>
          );
        })}
      </ol>
      <div className="issue-search" id="add">
        <label>
          <span>{t("issues.form.find")}</span>
          <input type="search" name="find" defaultValue={query} key={`find ${query}`} maxLength={200} />
        </label>
        <button type="submit" name="act" value="find" className="button" aria-disabled={pending}>
          {t("home.order.find")}
        </button>
      </div>
      {found?.length === 0 && <p className="admin-empty">{t("home.order.noneFound")}</p>}
      {found && found.length > 0 && (
        <ul className="order-candidates issue-found">
          {found.map(({ id, title, slug }) => (
            <li key={id}>
              <a className="admin-list-title" href={`/articles/${slug}`}>
                {title}
              </a>
              <div className="order-controls">
                <button
                  type="submit"
                  name="act"
                  value={`add:${id}`}
                  aria-disabled={pending}
                  aria-label={t("issues.form.addOf", { title })}
                >
                  {t("issues.form.add")}
                </button>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
