import { createReportHandler } from "#features/transparency/report/loaders.ts";

/** Rendered on request and stored; there is no report of the year 0000. */
export const generateStaticParams = () => [{ year: "0000" }];

export const GET = createReportHandler("json");
