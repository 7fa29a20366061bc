import { convertItems } from "#features/wordpress/conversion/convert-items.ts";
import { answerParserTasks } from "#lib/parsing/parser-thread.ts";

answerParserTasks({ convertItems });
