import { createReportHandler } from "#features/transparency/report/loaders.ts";

export const GET = createReportHandler("csv");
