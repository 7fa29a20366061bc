import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { root } from "../run-program.ts";
import { createTestFolder, removeTestFolder } from "../temporary-postgres.ts";
import { type Machine, MachineNetwork, whyNoMachines } from "./machines.ts";
import { conditionTimeoutMs, findProgram } from "./tracked-process.ts";

// Runs the services of docs/several-machines/compose.yaml without an engine, on machines made of namespaces.
const samples = path.join(root, "docs/several-machines");
const program = process.env.CLUSTER_PROGRAM ?? "";
const folder = createTestFolder();
let network: MachineNetwork | undefined;
afterAll(async () => {
  await network?.stop();
  removeTestFolder(folder);
});

const volume = z.object({ source: z.string(), target: z.string(), read_only: z.boolean().default(false) });
const service = z.object({
  image: z.string(),
  user: z.string().optional(),
  entrypoint: z.array(z.string()).nullish(),
  command: z.array(z.string()),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(volume).default([]),
  tmpfs: z.array(z.string()).default([]),
  cap_add: z.array(z.string()).default([]),
  network_mode: z.string().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
});
type Service = z.infer<typeof service>;

/** Returns the services as docker compose reads them, or why it cannot. */
function readServices(): Map<string, Service> | string {
  const compose = [["docker", "compose"], ["docker-compose"]].find(
    ([name = "", ...args]) => spawnSync(name, [...args, "version"]).status === 0,
  );
  if (!compose) return "docker compose is not on this machine";
  const site = path.join(folder, "site");
  mkdirSync(site, { recursive: true });
  for (const name of readdirSync(samples)) copyFileSync(path.join(samples, name), path.join(site, name));
  const env = { ...process.env, PROGRAM: "/srv/vigie", SITE_HOST: "news.example.org" };
  const [name = "", ...args] = compose;
  const read = spawnSync(name, [...args, "config", "--format", "json"], { cwd: site, env, encoding: "utf8" });
  expect(read.stderr).toBe("");
  // As in the file, it prints two dollar signs for one.
  const parsed: unknown = JSON.parse(read.stdout.replaceAll("$$", "$"));
  return new Map(Object.entries(z.object({ services: z.record(z.string(), service) }).parse(parsed).services));
}

test("docker compose accepts the file, and refuses it without the folder of the program", ({ skip }) => {
  const services = readServices();
  if (typeof services === "string") return skip(services);
  expect([...services.keys()]).toEqual(expect.arrayContaining(["machine-c", "patroni-b", "migrate", "node-b"]));
  const [name, ...args] = findProgram("docker-compose") ? ["docker-compose"] : ["docker", "compose"];
  const env = { PATH: process.env.PATH, SITE_HOST: "news.example.org", NODE_ENV: "test" } as const;
  const refused = spawnSync(name ?? "", [...args, "config"], { cwd: samples, env, encoding: "utf8" });
  expect(refused.status).not.toBe(0);
  expect(refused.stderr).toContain("set PROGRAM to the folder of the program");
});

/** The commands before `docker compose up` at the beginning of the file. */
const preparation = readFileSync(path.join(samples, "compose.yaml"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("#   "))
  .map((line) => line.slice(4))
  .filter((line) => !line.startsWith("docker compose"))
  .join("\n");

/** What the operator changes in `cluster.env`, as a script of sed. */
const answers = `
s|^S3_ENDPOINT=.*|S3_ENDPOINT=http://10.0.0.3:9000|
s|^S3_KEY=.*|S3_KEY=S3RVER|
s|^S3_SECRET=.*|S3_SECRET=S3RVER|
s|^SMTP_URL=.*|SMTP_URL=smtp://10.0.0.3:2525|`;

const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
const isSite = ({ image }: Service) => image === "vigie";

/**
 * Runs a command as an engine does: as the service's user, without rights, with the environment of the image and the
 * file.
 */
function asUser({ user, cap_add: added, environment, ...rest }: Service): string {
  const uid = isSite({ ...rest, user, cap_add: added, environment }) ? "10001" : (user ?? "root");
  const kept = added.map((name) => `,+${name.toLowerCase()}`).join("");
  const gid = uid === "10001" ? uid : `$(id -g ${uid})`;
  const ids = `--reuid ${uid} --regid ${gid} ${uid === "10001" ? "--clear-groups" : "--init-groups"}`;
  const image = { HOME: "/nonexistent", NODE_ENV: "production", HOST: "0.0.0.0", PORT: "3000" };
  const variables = Object.entries({ PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", ...image });
  const all = [...variables, ...Object.entries(environment)].map(([name, value]) => quote(`${name}=${value}`));
  return `setpriv ${ids} --no-new-privs --inh-caps=-all --ambient-caps=-all --bounding-set=-all${kept} env -i ${all.join(" ")}`;
}

/** Starts a service in the background, with its volumes, and everything else read-only. */
function startScript(name: string, one: Service): string {
  const command = [...(one.entrypoint ?? []), ...one.command].map(quote).join(" ");
  const volumes = one.volumes.filter(({ source }) => !source.startsWith("/"));
  const made = volumes.map(
    ({ source, target }) =>
      `mkdir -p ${target} /volumes/${source}; chown --reference=${target} /volumes/${source}; chmod --reference=${target} /volumes/${source}`,
  );
  const mounts = [
    ...volumes.map(({ source, target, read_only: isReadOnly }) =>
      isReadOnly
        ? `mount --bind /volumes/${source} ${target}; mount -o remount,bind,ro ${target}`
        : `mount --bind /volumes/${source} ${target}`,
    ),
    "mount -o remount,bind,ro /run; mount -o remount,bind,ro /tmp",
    ...one.tmpfs.map((each) => {
      const [target, options = ""] = each.split(":");
      return `mount -t tmpfs -o ${options} tmpfs ${target}`;
    }),
    isSite(one) ? "mount -o remount,bind,ro /srv/vigie; cd /srv/vigie" : "cd /",
    "mount -o remount,bind,ro /",
    `exec ${asUser(one)} ${command}`,
  ];
  return `install -d -o 10001 -g 10001 -m 0700 /data
${made.join("\n")}
mkdir -p /run/postgresql /run/containers
setsid unshare --mount bash -ec ${quote(mounts.join("\n"))} > /var/log/${name}.service.log 2>&1 < /dev/null &
echo $! > /run/containers/${name}`;
}

async function run(on: Machine, script: string): Promise<string> {
  const { code, output } = await on.run(script);
  if (code !== 0) throw new Error(`On ${on.name}, exit code ${code}:\n${script}\n${output}`);
  return output;
}

test("the services of the compose file start without rights on read-only files, and become healthy", async ({
  skip,
}) => {
  const reason =
    (program ? undefined : "it takes minutes: npm test -- cluster, or CLUSTER_PROGRAM=FOLDER") ?? whyNoMachines();
  if (reason) return skip(reason);
  const services = readServices();
  if (typeof services === "string") return skip(services);
  const missing = ["etcd", "patroni", "haproxy", "pgbouncer", "valkey-server"].filter((name) => !findProgram(name));
  if (missing.length > 0) return skip(`missing here: ${missing}`);
  // The program is on the first machine only.
  services.delete("node-b");

  network = await MachineNetwork.start(["compose-a", "compose-b", "compose-c"], { folder, program });
  const [a, b, c] = network.machines;
  if (!a || !b || !c) throw new Error("There is no machine.");
  const command = [process.execPath, path.join(import.meta.dirname, "provider-process.ts"), "10.0.0.3"];
  const provider = network.startIn(2, [...command, `${folder}/bucket`], path.join(folder, "provider.log"));
  await provider.until("the bucket and the mail server are there", () =>
    readFileSync(provider.log, "utf8").includes("ready"),
  );
  await run(
    a,
    `cat > /root/answers.sed <<'END'${answers}\nEND
cd /srv/vigie
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=news.example.org \\
  -keyout docs/several-machines/privkey.pem -out docs/several-machines/fullchain.pem 2> /dev/null
${preparation}
cp -r /srv/vigie/site /root/several-machines
for machine in 10.0.0.2 10.0.0.3; do scp -pqr /root/several-machines root@$machine:/root/; done`,
  );
  // Docker lets every user of a container listen on every port.
  for (const each of network.machines) await run(each, "sysctl -qw net.ipv4.ip_unprivileged_port_start=0");

  const machineOf = (name: string, one: Service): Machine => {
    const letter = (one.network_mode ?? name).slice(-1);
    return letter === "b" ? b : letter === "c" ? c : a;
  };
  const inside = (name: string, one: Service, words: string) =>
    `nsenter --target $(cat /run/containers/${name}) --mount --root --wd=${isSite(one) ? "/srv/vigie" : "/"} ${asUser(one)} ${words}`;
  const log = (name: string, on: Machine) => on.run(`tail -n 20 /var/log/${name}.service.log`);
  const isMet = async (name: string, condition: string): Promise<boolean> => {
    const one = services.get(name);
    if (!one || !started.has(name)) return false;
    const on = machineOf(name, one);
    const { output } = await on.run(`test -e /proc/$(cat /run/containers/${name})/exe && echo runs || true`);
    const hasEnded = !output.includes("runs");
    if (condition === "service_completed_successfully") return hasEnded;
    if (hasEnded && one.healthcheck) throw new Error(`${name} has ended:\n${(await log(name, on)).output}`);
    if (condition === "service_started" || !one.healthcheck) return true;
    const [kind, ...words] = one.healthcheck.test;
    const test = kind === "CMD-SHELL" ? ["sh", "-c", ...words] : words;
    return (await on.run(inside(name, one, test.map(quote).join(" ")))).code === 0;
  };

  const started = new Set<string>();
  const deadline = Date.now() + 5 * conditionTimeoutMs;
  while (started.size < services.size) {
    for (const [name, one] of services) {
      const needed = Object.entries(one.depends_on);
      if (started.has(name)) continue;
      const met = await Promise.all(needed.map(([other, { condition }]) => isMet(other, condition)));
      if (!met.every(Boolean)) continue;
      await run(machineOf(name, one), startScript(name, one));
      started.add(name);
    }
    if (Date.now() > deadline) {
      const left = [...services.keys()].filter((name) => !started.has(name));
      const logs = await Promise.all([a, b, c].map((each) => each.run("tail -n 5 /var/log/*.service.log")));
      throw new Error(`Not started: ${left}\n${logs.map(({ output }) => output).join("\n")}`);
    }
    await sleep(300);
  }
  for (const [name, one] of services)
    if (one.healthcheck || isSite(one))
      while (name !== "migrate" && !(await isMet(name, "service_healthy"))) {
        if (Date.now() > deadline)
          throw new Error(`${name} is not healthy:\n${(await log(name, machineOf(name, one))).output}`);
        await sleep(300);
      }

  const page = ["curl", "-sk", "--resolve", "news.example.org:443:10.0.0.1", "-w", "%{http_code}"];
  const { output } = await network.runAtReader([...page, "-o", "/dev/null", "https://news.example.org/"]);
  expect(output).toBe("200");
  const node = services.get("node-a");
  if (!node) throw new Error("There is no node.");
  expect((await log("node-a", a)).output).toContain("Sign in as the first administrator");
  const words = [...(node.entrypoint ?? []), "vigie", "settings", "get"].map(quote).join(" ");
  expect(await run(a, inside("node-a", node, words))).not.toBe("");
}, 600_000);
