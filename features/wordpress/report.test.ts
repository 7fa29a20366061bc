import { expect, test } from "vitest";
import { toDraftReason } from "./import-reason.ts";
import { emptyReport, formatReport } from "./report.ts";

test("uses the singular for one", () => {
  const report = emptyReport();
  report.articles.syndicated = 1;
  report.articles.drafts = [{ title: "Brouillon", reason: toDraftReason("draft") }];
  report.articles.rated = 1;
  report.redirects = 1;
  report.comments.orphans = 1;
  const lines = formatReport(report).join("\n");
  expect(lines).toContain("0 published, 1 draft, 1 extract with a source");
  expect(lines).toContain("totals of 1 article\n");
  expect(lines).toContain("1 old address\n");
  expect(lines).toContain("1 reply starts a thread: its parent was not imported");
  report.comments.orphans = 2;
  expect(formatReport(report).join("\n")).toContain("2 replies start threads");
});

test("says how missing pictures can be brought, by their hosts", () => {
  const report = emptyReport();
  report.blog.url = "https://blog.example";
  const heading = (...missing: string[]) =>
    formatReport({ ...report, pictures: { ...report.pictures, missing } }).find((line) =>
      line.startsWith("Images that"),
    );
  const own = "http://www.blog.example/wp-content/uploads/a.jpg";
  expect(heading(own)).toContain("run again with --uploads or --fetch-images to");
  expect(heading("https://cdn.example/a.jpg")).toContain("again with --fetch-images-from cdn.example to");
  expect(heading(own, "https://cdn.example/a.jpg")).toContain(
    "with --fetch-images-from cdn.example for those of other",
  );
});
