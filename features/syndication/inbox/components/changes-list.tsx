import { RevisionDiff } from "#features/newsroom/components/revision-diff.tsx";
import { translator } from "#i18n/translator.ts";
import type { ListedItem } from "../item/item-detail.ts";
import type { LoadedItems } from "../loaders.ts";
import { type InboxFilter, inboxHref } from "../rules.ts";
import { ChangeForm } from "./change-form.client.tsx";

interface Props {
  filter: InboxFilter;
  content: LoadedItems;
  formKey: string;
}

/** Published items that their source edited or deleted, each with what can be done; one with the words that changed. */
export function ChangesList({ filter, content, formKey }: Props) {
  const t = translator();
  const here = inboxHref({ ...filter, after: undefined });
  if (content.items.length === 0) return <p className="admin-empty">{t.typeset("inbox.empty.changes")}</p>;
  return (
    <>
      <ol className="inbox-changes">
        {content.items.map((item) => (
          <li key={item.id} id={`change-${item.id}`}>
            <ChangeFacts item={item} />
            {item.change?.kind === "edited" &&
              (item.id === content.opened ? (
                <Difference parts={content.difference} />
              ) : (
                <p>
                  <a className="inbox-change-link" href={`${inboxHref(filter, { item: item.id })}#change-${item.id}`}>
                    {t("inbox.changes.show")}
                    <span className="sr-only"> {item.title}</span>
                  </a>
                </p>
              ))}
            <ChangeForm
              item={item.id}
              title={item.title}
              kind={item.change?.kind ?? "edited"}
              formKey={formKey}
              back={here}
            />
          </li>
        ))}
      </ol>
      {content.next && (
        <p className="inbox-next">
          <a className="button" href={inboxHref({ ...filter, after: undefined }, { after: content.next })}>
            {t("inbox.more")}
          </a>
        </p>
      )}
    </>
  );
}

function ChangeFacts({ item: { id, title, source, url, change } }: { item: ListedItem }) {
  const t = translator();
  if (!change) return null;
  return (
    <div className="inbox-change-facts">
      <p className="admin-list-facts">
        <strong className="inbox-change-kind" data-kind={change.kind}>
          {t(`inbox.changes.kind.${change.kind}`)}
        </strong>
        <span>{source}</span>
      </p>
      <h2>
        <a href={inboxHref({}, { item: id })}>{title}</a>
      </h2>
      {change.kind === "deleted" && <p>{t.typeset("inbox.changes.deleted")}</p>}
      <p className="admin-list-facts">
        {change.articleId !== null && <a href={`/admin/articles/${change.articleId}`}>{t("inbox.changes.article")}</a>}
        {url && change.kind === "edited" && (
          <a href={url} target="_blank" rel="external noopener noreferrer nofollow">
            {t("inbox.original")}
          </a>
        )}
      </p>
    </div>
  );
}

/** The words that the source changed; what else it changed is no text. */
function Difference({ parts }: { parts: LoadedItems["difference"] }) {
  const t = translator();
  if (parts === undefined) return <p className="admin-detail">{t.typeset("inbox.changes.unknown")}</p>;
  if (parts.length === 0) return <p className="admin-detail">{t.typeset("inbox.changes.noWords")}</p>;
  return <RevisionDiff parts={parts} />;
}
