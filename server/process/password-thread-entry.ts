import { matchesImportedHash } from "#features/auth/credentials/wordpress-hash.ts";
import { answerParserTasks } from "#lib/parsing/parser-thread.ts";

answerParserTasks({ matchesImportedHash });
