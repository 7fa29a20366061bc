import { sanitizeBody } from "#features/editor/document/sanitize-body.ts";
import { readPageTitle } from "#features/editor/link-details/page-title.ts";
import { readComment, readStoredComment } from "#features/screening/comment-text.ts";
import { convertFeed } from "#features/syndication/polling/convert-feed.ts";
import { listStatedLicences, readStatements } from "#features/syndication/reservation/read-statements.ts";
import { readOpml } from "#features/syndication/sources/opml/read-opml.ts";
import { previewFeed } from "#features/syndication/sources/preview/preview-feed.ts";
import { answerParserTasks } from "#lib/parsing/parser-thread.ts";

// Warms up the thread: otherwise its first text would spend its deadline on compiling the parsers' regular expressions.
readComment(
  "Un **premier** [texte](https://exemple.test) à `lire` : www.exemple.test, a@exemple.test\n\n> cité\n\n- un",
);

answerParserTasks({
  readComment,
  readStoredComment,
  readBody: sanitizeBody,
  readPageTitle,
  convertFeed,
  previewFeed,
  readOpml,
  listStatedLicences,
  readStatements,
});
