import { once } from "node:events";
import { z } from "zod";
import { connect } from "#db/client.ts";
import { type JobDefinition, openJobs, openQueue, runDueJobs, watchLostJobs } from "#lib/jobs.ts";
import { claimMail, sendClaimed } from "#lib/mail/mail-claims.ts";

// DATABASE_URL=… SMTP_URL=… node --conditions=react-server server/testing/mail-job-process.ts [hold]
// Runs the jobs of a queue until it is killed. Each job sends a mail once; with `hold` it waits for a line on standard
// input before it claims its mail.

export const mailJob: JobDefinition<{ n: number }> = { name: "test-mail", payload: z.object({ n: z.number() }) };

const mayHold = process.argv[2] === "hold";

async function sendOnce(db: Parameters<typeof claimMail>[0], { n }: { n: number }): Promise<void> {
  console.log(`taken ${n}`);
  if (mayHold) await once(process.stdin, "data");
  const key = `test:${n}`;
  const to = { name: "", address: "ada@example.org" };
  if (await claimMail(db, key)) await sendClaimed(db, key, { to, subject: key, text: key, html: "" });
  console.log(`done ${n}`);
}

if (import.meta.main) {
  const { db } = connect(process.env.DATABASE_URL ?? "", { max: 2 });
  const boss = await openJobs();
  await openQueue(boss, mailJob);
  await runDueJobs(boss, db, mailJob, sendOnce);
  watchLostJobs(db);
}
