import { isIPv4 } from "node:net";

/** Whether what is sent to this host stays on this machine. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "");
  return name === "localhost" || name === "::1" || (isIPv4(name) && name.startsWith("127."));
}

/**
 * Whether a password in this URL is sent only over an encrypted connection: not to this machine, and not if the operator wrote
 * `ignoreTLS=true`. Otherwise an attacker between the machines could remove STARTTLS from the server's offer, and read it.
 */
export function needsStartTls(url: string): boolean {
  const { protocol, hostname, username, searchParams } = new URL(url);
  const isPlain = protocol === "smtp:" || protocol === "imap:";
  return isPlain && username !== "" && !isLoopbackHost(hostname) && searchParams.get("ignoreTLS") !== "true";
}

/** The URL of a mail server for nodemailer, with `requireTLS` where `needsStartTls`. */
export function withRequiredTls(url: string): string {
  if (!needsStartTls(url)) return url;
  const whole = new URL(url);
  whole.searchParams.set("requireTLS", "true");
  return whole.href;
}

/** Why no encrypted connection came about, in words; undefined for other errors. */
export function describeTlsFailure(error: { code?: string; message?: string; response?: string }): string | undefined {
  const { code, message = "", response } = error;
  // An answer of the server may contain the word too.
  if (!response && /certificate|altnames/i.test(message)) {
    // Newer versions of Node.js add advice about their options.
    return `its certificate is not accepted: ${message.split("; if the root CA", 1)[0]}`;
  }
  if (code !== "ETLS") return undefined;
  return message.startsWith("Error upgrading") ? "it offers no encryption (STARTTLS)" : message;
}
