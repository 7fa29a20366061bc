import type { FeedFailure } from "#db/schema/syndication.ts";
import { siteLocale } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { describeFailureIn } from "../failure-codes.ts";

/** Why a fetch failed and what to do, in the site's language, for a page. */
export const describeFailure = (failure: FeedFailure): string => typeset(describeFailureIn(siteLocale(), failure));

/** The same of an address that is not followed yet. */
export const describePreviewFailure = (failure: FeedFailure): string =>
  typeset(describeFailureIn(siteLocale(), failure, { isPreview: true }));
