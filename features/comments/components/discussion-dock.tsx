import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { translator } from "#i18n/translator.ts";
import { NewComments } from "./new-comments.client.tsx";
import { UnreadNavigation } from "./unread-navigation.client.tsx";

interface Props {
  /** The article's slug. */
  article: string;
  /** The site's newest comment when the page was rendered; undefined on a page that does not offer later ones. */
  newest?: number;
  closed: boolean;
  /** The page shows all comments of the discussion. */
  isWhole: boolean;
  /** The first thread of the page; null if its order is not that of the threads' numbers. */
  firstThread: number | null;
}

/** What stays in view at the foot of the window while the discussion is: the buttons to what is unread, and to what has just arrived. */
export function DiscussionDock({ article, newest, closed, isWhole, firstThread }: Props) {
  const t = translator();
  return (
    <div className="discussion-dock">
      <div>
        {!closed && newest !== undefined && (
          <ErrorBoundary>
            <NewComments
              article={article}
              newest={newest}
              labels={{
                one: t("comments.new.one"),
                many: t("comments.new.many", { count: "{count}" }),
                loading: t("comments.new.loading"),
              }}
            />
          </ErrorBoundary>
        )}
        <ErrorBoundary announcement="silent">
          <UnreadNavigation
            article={article}
            isWhole={isWhole}
            firstThread={firstThread}
            labels={{
              group: t("comments.unread.group"),
              next: t("comments.unread.next"),
              previous: t("comments.unread.previous"),
              position: t("comments.unread.position", { position: "{position}", total: "{total}" }),
              end: t.typeset("comments.unread.end"),
              keys: t("comments.unread.keys"),
              dialog: {
                title: t("comments.unread.keys"),
                single: t("comments.unread.single"),
                singleHint: t.typeset("comments.unread.singleHint"),
                close: t("comments.unread.close"),
              },
              effects: {
                next: t("comments.unread.toNext"),
                previous: t("comments.unread.toPrevious"),
                fold: t("comments.unread.fold"),
                foldThread: t("comments.unread.foldThread"),
                help: t("comments.unread.help"),
              },
            }}
          />
        </ErrorBoundary>
      </div>
    </div>
  );
}
