import { createReportHandler } from "#features/transparency/report/loaders.ts";

/** Made when it is asked for, and kept; no report is of the year 0000. */
export const generateStaticParams = () => [{ year: "0000" }];

export const GET = createReportHandler("csv");
