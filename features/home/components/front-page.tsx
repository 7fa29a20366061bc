import { translator } from "#i18n/translator.ts";
import { pagePath } from "#lib/site-address.ts";
import type { FrontPageContent } from "../cached.ts";
import { CommentOfTheWeek } from "./comment-of-the-week.tsx";
import { LeadArticle } from "./lead-article.tsx";
import { BestRatedRanking, DiscussedRanking } from "./rankings.tsx";
import { ReaderCorrection } from "./reader-correction.tsx";
import { SectionBlocks } from "./section-blocks.tsx";
import { StarSheet } from "./star-row.tsx";
import { Story } from "./story.tsx";

/** The front page of a site with at least one article: the top, what readers made, the sections. */
export function FrontPage({ content }: { content: FrontPageContent }) {
  const { lead, secondary, discussed, best, week, tallSections, rowSections, hasMore, todayOf, corrections } = content;
  if (!lead) return null;
  const band = [
    discussed.length > 0 && <DiscussedRanking key="discussed" articles={discussed} />,
    best.length > 0 && <BestRatedRanking key="best" articles={best} />,
    (week.comment || corrections) && (
      <div key="readers" className="band-readers">
        {week.comment && <CommentOfTheWeek comment={week.comment} among={week.among} />}
        {corrections && <ReaderCorrection corrections={corrections} />}
      </div>
    ),
  ].filter((column) => column !== false && column !== undefined);
  return (
    <>
      <StarSheet />
      <div className="wide front" data-secondary={secondary.length} data-bare={lead.picture ? undefined : ""}>
        <LeadArticle article={lead} today={todayOf(lead.id)} />
        {secondary.length > 0 && (
          <div className="front-secondary">
            {secondary.map((article) => (
              <Story
                key={article.id}
                article={article}
                place="secondary"
                level={2}
                category
                today={todayOf(article.id)}
              />
            ))}
          </div>
        )}
      </div>
      {band.length > 0 && (
        <div className="front-band">
          <div className="wide" data-columns={band.length}>
            {band}
          </div>
        </div>
      )}
      {(tallSections.length > 0 || hasMore) && (
        <div className="wide front-rest">
          <SectionBlocks sections={tallSections} kind="tall" />
          <SectionBlocks sections={rowSections} kind="row" />
          {hasMore && (
            <p className="front-archive">
              <a href={pagePath("/", 2)}>{translator()("home.archive")}</a>
            </p>
          )}
        </div>
      )}
    </>
  );
}
