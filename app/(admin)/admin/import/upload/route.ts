import { handleExportUpload } from "#features/wordpress/upload/route-handlers.ts";

/** Receives an export of WordPress (docs/wordpress.md). */
export const POST = handleExportUpload;
