import { appealedDecisions } from "./appeals.ts";
import { articleBodies, cards, commentBodies } from "./article-bodies.ts";
import type { Check } from "./check.ts";
import { commentCounts, ratingFigures, reactionCounts } from "./counts.ts";
import { countedVotes, decidedComments, erasedCommentTexts, memberStandings, slowModes } from "./decisions.ts";
import { noticeStates } from "./dsa-notices.ts";
import { addresses } from "./email-addresses.ts";
import { feedItems } from "./feed-items.ts";
import { headlines } from "./headlines.ts";
import { imports } from "./imports.ts";
import { listing } from "./listing.ts";
import { deletedMembers } from "./members.ts";
import { moderationLog } from "./moderation-log.ts";
import { moderationQueue } from "./moderation-queue.ts";
import { signups, subscriptions } from "./newsletter.ts";
import { newsletterDeliveries } from "./newsletter-deliveries.ts";
import { notificationMails } from "./notification-mails.ts";
import { pictureFiles, pictureLibrary, pictureStrays, pictureUses, revisionPictures } from "./pictures.ts";
import { redirects } from "./redirects.ts";
import { related } from "./related.ts";
import { schedules } from "./schedules.ts";
import { searchArticles, searchComments, searchIndexWords } from "./search.ts";
import { settings } from "./settings.ts";
import { threads } from "./threads.ts";

/** All checks of `vigie check`, quick ones first. A new derived figure or reference adds its check here. */
export const allChecks: readonly Check[] = [
  settings,
  commentCounts,
  ratingFigures,
  reactionCounts,
  listing,
  headlines,
  searchArticles,
  searchComments,
  schedules,
  newsletterDeliveries,
  notificationMails,
  threads,
  decidedComments,
  erasedCommentTexts,
  memberStandings,
  slowModes,
  appealedDecisions,
  countedVotes,
  moderationQueue,
  moderationLog,
  noticeStates,
  subscriptions,
  signups,
  related,
  redirects,
  imports,
  feedItems,
  deletedMembers,
  addresses,
  pictureUses,
  revisionPictures,
  cards,
  pictureLibrary,
  pictureFiles,
  pictureStrays,
  searchIndexWords,
  articleBodies,
  commentBodies,
];
