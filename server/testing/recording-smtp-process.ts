import { appendFileSync } from "node:fs";
import { SMTPServer } from "smtp-server";

// node server/testing/recording-smtp-process.ts PORT FILE: accepts mails until it is killed. Each address is written to the file before its
// mail is accepted, so that the file is the judge of what was sent.
const [port = "0", file = ""] = process.argv.slice(2);

const server = new SMTPServer({
  disabledCommands: ["STARTTLS", "AUTH"],
  disableReverseLookup: true,
  onData(stream, { envelope }, done) {
    stream.resume().once("end", () => {
      appendFileSync(file, `${envelope.rcptTo.map(({ address }) => address).join("\n")}\n`);
      done();
    });
  },
});
server.on("error", () => undefined);
server.listen(Number(port), "127.0.0.1", () => {
  const address = server.server.address();
  console.log(address && typeof address === "object" ? address.port : 0);
});
