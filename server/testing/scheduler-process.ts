import { connect } from "#db/client.ts";
import { startScheduler } from "#features/newsroom/schedule/scheduler.ts";

// node server/testing/scheduler-process.ts, with DATABASE_URL: publishes scheduled articles and does nothing else, until it is killed. The test kills
// it halfway; the benchmark measures it.
const url = process.env.DATABASE_URL;
if (!url) throw new Error("DATABASE_URL is not set.");
startScheduler(connect(url, { max: 4, prepareRepeated: true }).db);
console.log("following");
