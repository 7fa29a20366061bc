import { parseComment } from "#features/comments/posting/text.ts";
import { readPageTitle } from "#features/newsroom/addresses/page-title.ts";
import { sanitizeBody } from "#features/newsroom/document/body.ts";
import { answerParserTasks } from "#lib/parsing/thread.ts";

// The first text of a thread would pay for compiling all expressions of the parsers, of which one has its deadline.
parseComment(
  "Un **premier** [texte](https://exemple.test) à `lire` : www.exemple.test, a@exemple.test\n\n> cité\n\n- un",
);

answerParserTasks({ readComment: parseComment, readBody: sanitizeBody, readPageTitle });
