// A site without Next: the same locks, database, health answers and end as server/start.ts, up in half a second. Its
// folder has a package.json of its own, so the imports are relative.
import { createServer } from "node:http";
import { migrate } from "../../../db/migrate.ts";
import { health } from "../../health.ts";
import { lockInstance } from "../../instance.ts";
import { Lifetime, longestDatabaseClose } from "../../lifetime.ts";
import { listenOn } from "../../port.ts";
import { makeControlFolder } from "../../postgres/place.ts";
import { acquirePostgres } from "../../postgres.ts";
import { closeWeb } from "../../web.ts";

const life = new Lifetime();
const dataDir = process.env.DATA_DIR ?? "";

await life.start(async () => {
  makeControlFolder(dataDir);
  life.onStop(await lockInstance(dataDir));
  const held = await acquirePostgres({ dataDir });
  life.onStop(() => held.release(), longestDatabaseClose);
  await migrate(held.url);
  const probes = health(held.url);
  life.onStop(probes.close);
  // Anything but the probes is a request that is never done.
  const server = createServer((req, res) => void probes.answer(req, res));
  await listenOn(server, Number(process.env.PORT), "127.0.0.1");
  life.onStop(() => closeWeb(server, life.hurry));
  console.log("Vigie is ready");
});
