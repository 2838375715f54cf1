import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { root } from "../scripts/fingerprint.mjs";
import { pinnedPnpm, providePnpm } from "../scripts/pnpm.mjs";
import { run } from "../scripts/run.mjs";

const PROGRAM = "console.log('pnpm');\n";
let folder: string;
let archive: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "promptledger-pnpm-"));
  archive = join(folder, "published.tgz");
  mkdirSync(join(folder, "package", "bin"), { recursive: true });
  writeFileSync(join(folder, "package", "bin", "pnpm.cjs"), PROGRAM);
  expect(await run("tar", ["-czf", archive, "-C", folder, "package"])).toMatchObject({ ok: true });
});
afterEach(() => rm(folder, { recursive: true }));

const sha512 = (path: string) => createHash("sha512").update(readFileSync(path)).digest("hex");

/** Provides pnpm from a registry that serves these bytes; tells how often it was asked. */
function providing(bytes: Uint8Array, checksum: string) {
  const asked: string[] = [];
  const target = join(folder, "cache");
  const provide = () =>
    providePnpm({
      version: "1.2.3",
      checksum,
      folder: target,
      async download(version, destination) {
        asked.push(version);
        writeFileSync(join(destination, `pnpm-${version}.tgz`), bytes);
        return { ok: true, output: "" };
      },
    });
  return { asked, target, provide };
}

describe("pnpm", () => {
  it("is pinned by version and checksum, and set-up fetches it in no other way", () => {
    const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(pinnedPnpm(packageManager).checksum).toMatch(/^[0-9a-f]{128}$/u);
    for (const wrong of ["pnpm@10.34.9", "pnpm@10.34.9+sha512.abc", "pnpm@latest", ""])
      expect(() => pinnedPnpm(wrong)).toThrow("packageManager in package.json must be");
    for (const script of readdirSync(join(root, "scripts"))) {
      const text = readFileSync(join(root, "scripts", script), "utf8");
      // It was fetched by its version alone, so whatever the registry served was run.
      expect(text, script).not.toMatch(/["']npx["']|registry\.|corepack/u);
    }
  });

  it("is fetched once, checked, and unpacked", async () => {
    const { asked, provide } = providing(readFileSync(archive), sha512(archive));
    for (let time = 0; time < 2; time++) {
      const { ok, program } = await provide();
      expect([ok, readFileSync(program, "utf8")]).toEqual([true, PROGRAM]);
    }
    expect(asked).toEqual(["1.2.3"]);
  });

  it("is not unpacked if its archive is another one, and is fetched again the next time", async () => {
    const { asked, target, provide } = providing(Buffer.from("another archive"), sha512(archive));
    for (const times of [1, 2]) {
      const { ok, output } = await provide();
      expect([ok, output]).toEqual([
        false,
        expect.stringContaining("the archive of pnpm 1.2.3 has the SHA-512"),
      ]);
      expect(readdirSync(target)).toEqual([]);
      expect(asked).toHaveLength(times);
    }
  });

  it("is checked again each time: an archive that was changed in the cache is not used", async () => {
    const { target, provide } = providing(readFileSync(archive), sha512(archive));
    const { program } = await provide();
    writeFileSync(join(target, "pnpm-1.2.3.tgz"), "changed");
    expect(await provide()).toMatchObject({ ok: false });
    expect(existsSync(program)).toBe(false);
  });
});
