import { handleEditorSession } from "#features/newsroom/desk/answer.ts";

/** Receives an open editor's saves and heartbeats (docs/newsroom.md). */
export const POST = handleEditorSession;
