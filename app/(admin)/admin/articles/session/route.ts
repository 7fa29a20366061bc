import { answerSession } from "#features/newsroom/desk/answer.ts";

/** What an open editor sends by itself (docs/newsroom.md). */
export const POST = answerSession;
