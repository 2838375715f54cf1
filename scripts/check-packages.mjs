// What would be published: publint, strictly, on every package that is not private.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { packageFolders, root } from "./fingerprint.mjs";

for (const folder of packageFolders()) {
  const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  if (manifest.private) continue;
  const { messages } = await publint({ pkgDir: join(root, folder), strict: true, pack: false });
  for (const message of messages) console.error(`${manifest.name}: ${formatMessage(message, manifest)}`);
  if (messages.length > 0) process.exitCode = 1;
}
