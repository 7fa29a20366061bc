import { handleEditorSession } from "#features/newsroom/editor-session/route-handler.ts";

/** Receives an open editor's saves and heartbeats (docs/newsroom.md). */
export const POST = handleEditorSession;
