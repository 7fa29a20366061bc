import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formWith } from "#server/bench/forms.ts";
import { root } from "../run-program.ts";
import { createTestFolder, removeTestFolder } from "../temporary-postgres.ts";
import { findMissingLine, type GuideBlock, readGuide } from "./guide-blocks.ts";
import { type Machine, MachineNetwork, whyNoMachines } from "./machines.ts";
import { conditionTimeoutMs, findProgram } from "./tracked-process.ts";

/** The folder of the built program that the machines run; `npm test -- cluster` builds this one and names it. */
const program = process.env.CLUSTER_PROGRAM ?? "";
const host = "news.example.org";
const siteUrl = `https://${host}`;
const password = "a long password of a test";

const programs = ["etcd", "etcdctl", "patronictl", "pgbouncer", "haproxy", "valkey-server", "valkey-cli", "perl"];
const files = ["/usr/lib/postgresql/17/bin/postgres", "/usr/lib/python3/dist-packages/etcd"];
const missing = [...programs.filter((name) => !findProgram(name)), ...files.filter((file) => !existsSync(file))];
const reason =
  (program ? undefined : "it takes minutes: npm test -- cluster, or CLUSTER_PROGRAM=FOLDER") ??
  whyNoMachines() ??
  (missing.length > 0 ? `missing here: ${missing.join(", ")}` : undefined);
if (reason) console.log(`docs/several-machines.md is not run: ${reason}.`);

const folder = createTestFolder();
let network: MachineNetwork | undefined;
let hasFailed = false;

function machine(name: string): Machine {
  const found = network?.machines["ABC".indexOf(name)];
  if (!found) throw new Error(`There is no machine ${name}.`);
  return found;
}

/** What docs/systemd.md does, with a program that is there already. */
const startOneMachineSite = `
install -D -m 0644 /srv/vigie/docs/systemd/vigie.sysusers.conf /etc/sysusers.d/vigie.conf && systemd-sysusers
install -d -m 0750 -g vigie /etc/vigie
install -m 0640 -g vigie /srv/vigie/docs/systemd/environment.sample /etc/vigie/environment
echo DEMO=0 >> /etc/vigie/environment
install -m 0644 /srv/vigie/docs/systemd/vigie.service /etc/systemd/system/
systemctl daemon-reload && systemctl enable --now vigie`;

/** What an operator types into cluster.env. */
const answers = `
s|^S3_ENDPOINT=.*|S3_ENDPOINT=http://10.0.0.3:9000|
s|^S3_KEY=.*|S3_KEY=S3RVER|
s|^S3_SECRET=.*|S3_SECRET=S3RVER|
s|^SMTP_URL=.*|SMTP_URL=smtp://10.0.0.3:2525|`;

/** Runs a script that must succeed, and returns what it printed. */
async function run(on: Machine, script: string): Promise<string> {
  const { code, output } = await on.run(script);
  if (code !== 0) throw new Error(`On ${on.name}, exit code ${code}:\n${script}\n${output}`);
  return output;
}

async function runBlock({ machines, script, expected }: GuideBlock): Promise<void> {
  for (const name of machines) {
    if (!expected) {
      await run(machine(name), script);
      continue;
    }
    const what = `output as on the page (${expected.join("; ")})`;
    await machine(name).until(what, script, ({ output }) => findMissingLine(expected, output) === undefined);
  }
}

/** Waits for a condition. Throws an Error after three minutes: a takeover alone may take half of one. */
async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 3 * conditionTimeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`There was no ${what} within three minutes.`);
    await sleep(100);
  }
}

interface Reply {
  status: number;
  location: string;
  body: string;
}

/** Sends a reader's request to a machine's HAProxy, without following redirects. `jar`: the file of the reader's cookies. */
async function request(to: Machine, target: string, options: { jar?: string; fields?: [string, string][] } = {}) {
  const { jar, fields } = options;
  const post = fields
    ? [...fields.flatMap(([name, value]) => ["--form-string", `${name}=${value}`]), "-H", `Origin: ${siteUrl}`]
    : [];
  const cookies = jar ? ["-b", jar, "-c", jar] : [];
  const where = ["--resolve", `${host}:443:${to.address}`, new URL(target, siteUrl).href];
  const format = ["-w", "\n%{http_code} %{redirect_url}"];
  const command = ["curl", "-sk", "--max-time", "40", ...cookies, ...post, ...format, ...where];
  const { output } = (await network?.runAtReader(command)) ?? { output: "" };
  const [, body = "", status = "0", location = ""] = /^([\s\S]*)\n(\d+) (.*)$/.exec(output) ?? [];
  return { status: Number(status), location, body } satisfies Reply;
}

/** Fills in and sends a form of a page, as a browser without JavaScript does. */
async function submit(to: Machine, page: string, filled: Record<string, string>, jar: string): Promise<Reply> {
  const { body } = await request(to, page, { jar });
  const name = Object.keys(filled)[0] ?? "";
  // An error page has no such form.
  if (!body.includes(`name="${name}"`)) return { status: 0, location: "", body };
  const form = formWith(body, name);
  const hidden = form.fields.filter(([name]) => !(name in filled));
  return request(to, form.action || page, { jar, fields: [...hidden, ...Object.entries(filled)] });
}

const jar = path.join(folder, "cookies");
/** The path of an article, and of a picture that is in no article. */
let [article, picture] = ["", ""];
/** Of the site on one machine. */
const oldComment = "Written before the move.";

/** Whether a comment was accepted. */
async function comment(to: Machine, body: string): Promise<boolean> {
  return (await submit(to, article, { body }, jar)).status === 303;
}

/** Whether the newest comments show it: the article's own page ends after twenty. */
const shows = async (to: Machine, body: string) =>
  (await request(to, `${article}/comments?sort=newest`)).body.includes(body);

/** Makes what must be there after the move: a member, a comment and a picture. */
async function fillOneMachineSite(): Promise<void> {
  const a = machine("A");
  article = /href="(\/articles\/[^"#?]+)"/.exec((await request(a, "/")).body)?.[1] ?? "";
  const { status, location } = await submit(a, "/login", { email: "ada@example.org", password }, jar);
  expect([status, location], "the sign-in").toEqual([303, expect.stringContaining(siteUrl)]);
  expect(await comment(a, oldComment)).toBe(true);
  const file = `file=@${path.join(root, "docs/pictures/article-phone.webp")}`;
  const upload = ["curl", "-sk", "-b", jar, "--resolve", `${host}:443:${a.address}`, "-H", `Origin: ${siteUrl}`];
  const sent = [...upload, "-H", "Accept: application/json", "-F", file, `${siteUrl}/admin/media/upload`];
  const { output } = (await network?.runAtReader(sent)) ?? { output: "" };
  picture = `/media/${/"id": ?"([^"]+)"/.exec(output)?.[1]}`;
  expect((await request(a, picture)).status, output).toBe(200);
}

beforeAll(async () => {
  if (reason) return;
  network = await MachineNetwork.start(["vigie-a", "vigie-b", "vigie-c"], { folder, program });
  const [first] = network.machines;
  if (!first) throw new Error("There is no machine.");
  await run(first, `cat > /root/answers.sed <<'END'${answers}\nEND`);
  const certificate = `openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=${host} -addext subjectAltName=DNS:${host} \
    -keyout /root/key.pem -out /root/${host}.crt 2> /dev/null
    cat /root/${host}.crt /root/key.pem > /etc/haproxy/${host}.pem`;
  await run(first, certificate);
  await run(first, `scp -pqr /etc/haproxy/${host}.pem root@10.0.0.2:/etc/haproxy/`);
  await run(first, `cat /root/${host}.crt >> /etc/ssl/certs/ca-certificates.crt`);
  const rented = [
    process.execPath,
    path.join(import.meta.dirname, "provider-process.ts"),
    "10.0.0.3",
    `${folder}/bucket`,
  ];
  const provider = network.startIn(2, rented, path.join(folder, "provider.log"));
  await provider.until("the bucket and the mail server are there", () =>
    readFileSync(provider.log, "utf8").includes("ready"),
  );
  await run(first, startOneMachineSite);
  await first.until("site on one machine", "curl -sf http://127.0.0.1:3000/readyz", ({ code }) => code === 0);
  await run(
    first,
    `runuser -u vigie -- sh -c 'set -a; . /etc/vigie/environment; cd /srv/vigie
      npm run --silent vigie -- load --articles 3 --comments 9 --members 3
      echo "${password}" | npm run --silent vigie -- user create --email ada@example.org --name Ada --role editor --password-stdin'`,
  );
}, 300_000);

afterAll(async () => {
  await network?.stop();
  removeTestFolder(folder);
});

// The section for two machines has a test of its own.
const steps = readGuide(readFileSync(path.join(root, "docs/several-machines.md"), "utf8")).filter(
  ({ title }) => title !== "With two machines only",
);

for (const step of steps)
  test.skipIf(reason)(step.title, { timeout: 400_000 }, async ({ skip }) => {
    if (hasFailed) skip("a step before it failed");
    hasFailed = true;
    if (step.title.startsWith("Step 7:")) await fillOneMachineSite();
    for (const block of step.blocks) await runBlock(block);
    hasFailed = false;
  });

test.skipIf(reason)(
  "what was on one machine is on both, and what is written on one is on the other",
  async () => {
    expect(hasFailed).toBe(false);
    const [a, b] = [machine("A"), machine("B")];
    for (const on of [a, b]) {
      expect(await shows(on, oldComment), on.name).toBe(true);
      expect((await request(on, picture)).status, on.name).toBe(200);
    }
    expect(await comment(a, "Written on A.")).toBe(true);
    await eventually("comment on B", () => shows(b, "Written on A."));
    expect(await comment(b, "Written on B.")).toBe(true);
    await eventually("comment on A", () => shows(a, "Written on B."));
  },
  120_000,
);

// The rows of "If something is lost" whose part is a service. Readers are at the machines that are named last.
test.skipIf(reason).each([
  ["vigie", ["A"], ["A", "B"]],
  ["pgbouncer", ["A"], ["A", "B"]],
  ["haproxy", ["A"], ["B"]],
  ["valkey-server", ["A"], ["A", "B"]],
  ["etcd", ["C"], ["A", "B"]],
  ["etcd", ["A", "C"], ["A", "B"]],
])("without %s on %s the site serves and accepts what is written", { timeout: 400_000 }, async (unit, on, readers) => {
  expect(hasFailed).toBe(false);
  for (const name of on) await run(machine(name), `systemctl stop ${unit}`);
  for (const name of readers) {
    const words = `Written on ${name} without ${unit} on ${on.join(" and ")}.`;
    await eventually("page", async () => (await request(machine(name), article)).status === 200);
    await eventually("comment", () => comment(machine(name), words));
    await eventually("comment on its own page", () => shows(machine(name), words));
  }
  for (const name of on) await run(machine(name), `systemctl start --no-block ${unit}`);
  for (const name of ["A", "B"])
    await machine(name).until("node", `curl -sf http://${machine(name).address}:3000/readyz`, ({ code }) => code === 0);
});

// Step 10 has made B the primary.
test.skipIf(reason).each([
  ["B", "A", "the primary"],
  ["B", "A", "the standby"],
  ["A", "B", "the primary and Valkey"],
])(
  "while the cable of machine %s is pulled, %s serves and accepts what is written: %s",
  async (lost, other, what) => {
    expect(hasFailed).toBe(false);
    const [gone, left] = [machine(lost), machine(other)];
    const words = `Written without ${what}.`;
    // Each node has the page in memory, and HAProxy has connections to both.
    for (let n = 0; n < 8; n += 1) await eventually("page", async () => (await request(left, article)).status === 200);
    const began = Date.now();
    const since = () => `${((Date.now() - began) / 1_000).toFixed(1)} s`;
    await network?.setLink(gone, false);
    const requests = Array.from({ length: 8 }, () => request(left, article));
    expect((await Promise.all(requests)).map(({ status }) => status)).toEqual(requests.map(() => 200));
    const pages = since();
    await eventually("comment", () => comment(left, words));
    console.log(`without ${what}: eight pages after ${pages}, a comment after ${since()}`);
    await network?.setLink(gone, true);
    await eventually("comment on the machine that is back", () => shows(gone, words));
    const isWhole = ["| pg… | Leader | running …", "| pg… | Sync Standby | streaming …"];
    const list = "patronictl -c /etc/patroni/config.yml list";
    try {
      await left.until("whole cluster", list, ({ output }) => findMissingLine(isWhole, output) === undefined);
    } catch (error) {
      const log = `ps -e -o pid,stat,wchan:20,args | grep -E "patroni|postgres|pg_"; tail -n 40 /var/log/patroni.service.log`;
      throw new Error(`${lost} did not return:\n${(await gone.run(log)).output}`, { cause: error });
    }
  },
  400_000,
);
