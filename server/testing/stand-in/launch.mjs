// What server/bootstrap.mjs does for the site, for the small program beside this file.
import path from "node:path";
import { run } from "../../launcher.mjs";

run(path.resolve(import.meta.dirname, "../../.."), { file: path.join(import.meta.dirname, "site.ts"), own: true }, []);
