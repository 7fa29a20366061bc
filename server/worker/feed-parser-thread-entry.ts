import { convertFeed } from "#features/syndication/polling/convert-feed.ts";
import { listStatedLicences, readStatements } from "#features/syndication/reservation/read-statements.ts";
import { answerParserTasks } from "#lib/parsing/parser-thread.ts";

// Compiles the parsers before the first document, whose deadline this would count against.
const sample =
  "<rss version='2.0'><channel><item><title>a</title><description>&lt;p>b</description></item></channel></rss>";
convertFeed({ body: Buffer.from(sample), url: "http://a.test/", contentType: "", language: "", fetchedAt: 0 });

answerParserTasks({ convertFeed, listStatedLicences, readStatements });
