// Compiles every package's src into its dist. Does nothing when no source changed since the last build.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { filesUnder, fingerprint, packageFolders, root, stamp } from "./fingerprint.mjs";
import { isMain, step, tool } from "./run.mjs";

const published = packageFolders().filter((folder) => folder !== "benchmarks");

/** What decides whether the built files are still the right ones. */
function sourceFiles() {
  const perPackage = published.flatMap((folder) => [
    `${folder}/package.json`,
    `${folder}/tsconfig.json`,
    ...filesUnder(`${folder}/src`).filter((file) => !/\.test(-d)?\.ts$/.test(file)),
  ]);
  return ["pnpm-lock.yaml", "tsconfig.json", "tsconfig.base.json", ...perPackage];
}

/** Removes built files whose source is gone: `tsc` leaves them, and they would be published. */
function removeOrphans() {
  for (const folder of published) {
    for (const file of filesUnder(`${folder}/dist`)) {
      const source = file.replace("/dist/", "/src/").replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
      if (source.endsWith(".ts") && !existsSync(join(root, source))) rmSync(join(root, file));
    }
  }
}

/**
 * Writes the `.d.cts` files that manifests name: the types for a host in CommonJS. Node loads an ES module with `require` from 20.19 on, but
 * under `module: node16` and `node18` TypeScript refuses to import one from CommonJS, unless its types say that it is CommonJS.
 */
function writeCommonJsTypes() {
  for (const folder of published) {
    const { publishConfig } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    for (const { types } of Object.values(publishConfig?.exports ?? {}).filter(({ types }) => types)) {
      const module = `./${basename(types.require, ".d.cts")}.js`;
      writeFileSync(
        join(root, folder, types.require),
        `// @ts-ignore: an ES module, which Node loads with require() from 20.19 on.\nexport * from "${module}";\n`,
      );
    }
  }
}

/**
 * @param {{ beside?: boolean }} [options] as those of `step`
 * @returns {Promise<boolean>} whether `dist` now is what the sources say
 */
export async function build(options) {
  const wanted = fingerprint(sourceFiles());
  const built = stamp("build");
  const complete = published.every((folder) => existsSync(join(root, folder, "dist", ".tsbuildinfo")));
  if (complete && built.matches(wanted)) {
    console.log("build: skipped, no source changed since the last one");
    return true;
  }

  const compile = async () => {
    removeOrphans();
    const compiled = await tool("tsc", ["-b"]);
    writeCommonJsTypes();
    return compiled;
  };
  const done = await step("build: tsc -b compiles every package", compile, options);
  if (done) built.write(wanted);
  return done;
}

if (isMain(import.meta.url)) process.exitCode = (await build()) ? 0 : 1;
