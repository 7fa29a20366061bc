import { readComment, readStoredComment } from "#features/screening/comment-text.ts";
import { answerParserTasks } from "#lib/parsing/parser-thread.ts";

// Warms up the thread: otherwise its first text would spend its deadline on compiling the parsers' regular expressions and on loading the
// model of tone, which only this kind of thread has in memory.
readComment(
  "Un **premier** [texte](https://exemple.test) à `lire` : www.exemple.test, a@exemple.test\n\n> cité\n\n- un",
);

answerParserTasks({ readComment, readStoredComment });
