import { connect } from "#db/client.ts";
import { runSender } from "#features/newsletter/sending/sender.ts";

// node server/testing/sender-process.ts, with DATABASE_URL and SMTP_URL: sends the newsletter until nothing is due, or until it is killed.
const url = process.env.DATABASE_URL;
if (!url) throw new Error("DATABASE_URL is not set.");
const { db, close } = connect(url, { max: 2 });
console.log("sending");
await runSender(db, { signal: new AbortController().signal });
await close();
