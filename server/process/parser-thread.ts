import { sanitizeBody } from "#features/editor/document/sanitize-body.ts";
import { readPageTitle } from "#features/editor/link-details/page-title.ts";
import { parseComment } from "#features/screening/comment-text.ts";
import { answerParserTasks } from "#lib/parsing/parser-thread.ts";

// The first text of a thread would pay for compiling all expressions of the parsers, of which one has its deadline.
parseComment(
  "Un **premier** [texte](https://exemple.test) à `lire` : www.exemple.test, a@exemple.test\n\n> cité\n\n- un",
);

answerParserTasks({ readComment: parseComment, readBody: sanitizeBody, readPageTitle });
