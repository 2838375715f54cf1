// What would be published: publint, strictly, and Are The Types Wrong on every tarball.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { root } from "./fingerprint.mjs";
import { pack } from "./pack.mjs";

// The packages are ES modules, which `require` loads in every Node that `engines` allows. Their types say that they are CommonJS where CommonJS
// imports them, for TypeScript would refuse the import otherwise (except under `module: nodenext`). That would go wrong with a default export
// only, whose name differs between the two, and we have none: test/packed-packages.test.ts looks.
const EXCEPTIONS = new Set(["EXPORTS_TYPES_INVALID_FORMAT", "CJSResolvesToESM", "FalseCJS"]);

/** What every manifest must say for its public page. */
const REQUIRED = ["description", "license", "keywords", "repository", "homepage", "bugs", "engines"];

for (const { folder, name, tarball } of await pack()) {
  const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const missing = REQUIRED.filter((field) => manifest[field] === undefined).map(
    (field) => `${field} is missing`,
  );
  if (manifest.publishConfig?.provenance !== true) missing.push("publishConfig.provenance must be true");

  const data = readFileSync(tarball);
  const { messages } = await publint({
    pack: { tarball: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) },
    strict: true,
  });
  const linted = messages
    .filter(({ code }) => !EXCEPTIONS.has(code))
    .map((message) => formatMessage(message, manifest));

  const checked = await checkPackage(createPackageFromTarballData(data));
  const problems = (checked.types ? checked.problems : [])
    .filter(({ kind }) => !EXCEPTIONS.has(kind))
    .map((problem) => JSON.stringify(problem));

  const found = [...missing, ...linted, ...problems];
  for (const message of found) console.error(`${name}: ${message}`);
  if (found.length > 0) process.exitCode = 1;
}
