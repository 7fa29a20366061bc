/** An address that a process connected to or sent to. */
export interface Contact {
  ip: string;
  port: number;
}

const ipv4 = /sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)/g;
const ipv6 = /sin6_port=htons\((\d+)\).{0,60}?inet_pton\(AF_INET6, "([^"]+)"/g;

/**
 * Reads the contacts in the output of strace. Port 0 is left out: the C library connects to it to learn which of a
 * name's addresses is nearest, and sends nothing.
 */
export function readContacts(trace: string): Contact[] {
  return [ipv4, ipv6].flatMap((pattern) =>
    [...trace.matchAll(pattern)].flatMap(([, port = "", ip = ""]) =>
      port === "0" ? [] : [{ ip, port: Number(port) }],
    ),
  );
}
