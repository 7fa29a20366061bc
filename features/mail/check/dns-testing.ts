import { createServer, Packet } from "dns2";

/** Records by name: texts, exchangers, addresses, names. */
export type Zone = Record<
  string,
  { TXT?: string[]; MX?: string[]; A?: string[]; AAAA?: string[]; PTR?: string[]; CNAME?: string[] }
>;

const types = {
  TXT: Packet.TYPE.TXT,
  MX: Packet.TYPE.MX,
  A: Packet.TYPE.A,
  AAAA: Packet.TYPE.AAAA,
  PTR: Packet.TYPE.PTR,
};

/** Starts a real name server on a free port that has this zone; `silent` names get an error of the server. */
export async function startDns(zone: Zone, failing: readonly string[] = []) {
  const server = createServer({
    udp: true,
    handle(request, send) {
      const response = Packet.createResponseFromRequest(request);
      const [question] = request.questions;
      const name = question?.name.toLowerCase() ?? "";
      const found = zone[name];
      if (failing.includes(name)) response.header.rcode = Packet.RCODE.SERVFAIL;
      else if (!found) response.header.rcode = Packet.RCODE.NXDOMAIN;
      for (const [type, code] of Object.entries(types)) {
        if (question?.type !== code) continue;
        for (const value of found?.[type as keyof typeof types] ?? [])
          response.answers.push({ name, type: code, class: Packet.CLASS.IN, ttl: 1, ...dataOf(type, value) } as never);
      }
      // An alias is the answer to every question.
      for (const domain of found?.CNAME ?? [])
        response.answers.push({ name, type: Packet.TYPE.CNAME, class: Packet.CLASS.IN, ttl: 1, domain } as never);
      send(response);
    },
  });
  const addresses = await server.listen({ udp: { port: 0, address: "127.0.0.1" } });
  const { port } = addresses.udp as { port: number };
  return { address: `127.0.0.1:${port}`, stop: () => server.close() };
}

function dataOf(type: string, value: string) {
  switch (type) {
    case "TXT":
      return { data: value.match(/.{1,250}/gs) ?? [""] };
    case "MX":
      return { exchange: value, priority: 10 };
    case "PTR":
      return { domain: value };
    default:
      return { address: value };
  }
}
