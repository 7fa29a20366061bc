import { sanitizeBody } from "#features/editor/document/sanitize-body.ts";
import { readPageTitle } from "#features/editor/link-details/page-title.ts";
import { convertFeed } from "#features/syndication/polling/convert-feed.ts";
import { listStatedLicences, readStatements } from "#features/syndication/reservation/read-statements.ts";
import { readOpml } from "#features/syndication/sources/opml/read-opml.ts";
import { previewFeed } from "#features/syndication/sources/preview/preview-feed.ts";
import { answerParserTasks } from "#lib/parsing/parser-thread.ts";

answerParserTasks({
  readBody: sanitizeBody,
  readPageTitle,
  convertFeed,
  previewFeed,
  readOpml,
  listStatedLicences,
  readStatements,
});
