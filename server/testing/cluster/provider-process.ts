// node server/testing/cluster/provider-process.ts ADDRESS FOLDER: a bucket (port 9000) and a mail server that discards every
// mail (port 2525), as a site on several machines rents them.
import { mkdirSync } from "node:fs";
import S3rver from "@20minutes/s3rver";
import { SMTPServer } from "smtp-server";

const [address = "", directory = ""] = process.argv.slice(2);
mkdirSync(directory, { recursive: true });
const bucket = new S3rver({
  ...{ port: 9000, address, directory, silent: true, allowMismatchedSignatures: true },
  configureBuckets: [{ name: "vigie" }],
});
await bucket.run();
const mails = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onData(stream, _session, done) {
    stream.once("end", () => done()).resume();
  },
});
mails.on("error", () => {});
mails.listen(2525, address, () => console.log("ready"));
