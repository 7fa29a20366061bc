import { translator } from "#i18n/translator.ts";
import type { LoadedItems } from "../loaders.ts";
import { type InboxFilter, inboxHref } from "../rules.ts";
import { ChangeForm } from "./change-form.client.tsx";

interface Props {
  filter: InboxFilter;
  content: LoadedItems;
  formKey: string;
}

/** Published items that their source edited or deleted, each with what can be done. */
export function ChangesList({ filter, content, formKey }: Props) {
  const t = translator();
  const here = inboxHref({ ...filter, after: undefined });
  if (content.items.length === 0) return <p className="admin-empty">{t.typeset("inbox.empty.changes")}</p>;
  return (
    <>
      <ol className="inbox-decided">
        {content.items.map((item) => (
          <li key={item.id}>
            <div>
              <a href={inboxHref({}, { item: item.id })}>{item.title}</a>
              <span className="admin-detail">{item.source}</span>
            </div>
            <ChangeForm item={item.id} title={item.title} formKey={formKey} back={here} />
          </li>
        ))}
      </ol>
      {content.next && (
        <p className="inbox-next">
          <a className="button" href={`${here}&after=${content.next}`}>
            {t("inbox.more")}
          </a>
        </p>
      )}
    </>
  );
}
