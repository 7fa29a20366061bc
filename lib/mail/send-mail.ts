import { isSingleMailbox } from "../email-address.ts";
import { env } from "../env.ts";
import { log } from "../log/log.ts";
import { composeMessage, type Mail } from "./compose-message.ts";
import { senderAddress } from "./mail-address.ts";
import { storeMailFile } from "./mail-files.ts";
import { openSmtp } from "./smtp.ts";

/**
 * Sends one mail to one mailbox by SMTP_URL, or writes it to DATA_DIR/mail/*.eml if it is unset. Resolves when the
 * server has accepted it (or the file is complete on disk). Throws errors of the transport: the calling job retries. A
 * mail to an address that is not one mailbox is not sent, since a retry would not help: the log reports it, and `vigie
 * check` names the row.
 */
export async function sendMail(mail: Mail): Promise<void> {
  const { address } = mail.to;
  if (!isSingleMailbox(address)) {
    log.warn("A mail was not sent: its address is not that of a single mailbox. `vigie check` lists it.");
    return;
  }
  const { SMTP_URL } = env();
  const message = composeMessage(mail);
  if (!SMTP_URL) return storeMailFile(message);
  const transport = openSmtp(SMTP_URL, {
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  });
  try {
    await transport.sendMail({ envelope: { from: mail.returnPath ?? senderAddress(), to: address }, raw: message });
  } finally {
    transport.close();
  }
}
