import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { arbitraryContent } from "@promptledger/testing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bench, refusal, saying } from "../../test/ledger.ts";
import { readBundle, saveBundle } from "../node/save-bundle.ts";
import { portableHasher } from "../ports/hasher.ts";
import type { Live } from "./live.ts";
import { liveFromBundle } from "./live-from-bundle.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "promptledger-bundle-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function sample() {
  const { jane, clock } = bench();
  for (const slug of ["a", "b"]) {
    await jane.prompts.create({ name: slug, slug });
    await jane.versions.create(slug, saying(`the text of ${slug}: {{x}}`));
    await jane.versions.commit(slug);
    await jane.deployments.deploy(slug, { version: 1 });
    await jane.deployments.promote(slug, { from: "production", to: "staging" });
    await jane.versions.create(slug, saying("a draft"));
  }
  return { jane, clock, live: await jane.live({ versions: ["a"] }) };
}

function codeOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  }
  return null;
}

test("a bundle answers as the view did, is stale, and says since when", async () => {
  const { live, clock } = await sample();
  await clock.advance(3000);
  const text = live.bundle();
  await clock.advance(60_000);
  // As text, as bytes, as an object, and with the hasher that runs everywhere.
  for (const bundle of [text, Buffer.from(text), JSON.parse(text) as object]) {
    const bundled = liveFromBundle(bundle, { clock, hasher: portableHasher });
    const { render, ...facts } = bundled.resolve("a");
    const { render: _render, ...before } = live.resolve("a");
    expect(facts).toEqual(before);
    expect(bundled.resolve("a")).toMatchObject({ stale: true, staleness: 60_000, position: live.position });
    expect(render({ x: "y" }).messages).toEqual(saying("the text of a: y").messages);
    expect(bundled.resolve("a", { version: 1 }).number).toBe(1);
    expect(codeOf(() => bundled.resolve("a", { version: 2 }))).toBe("version-is-draft");
    expect(bundled.resolve("b", { version: 1 }).reason).toBe("version");
    expect(codeOf(() => bundled.resolve("b", { version: 2 }))).toBe("not-loaded");
    expect(codeOf(() => bundled.resolve("b", { environment: "stagin" }))).toBe("environment-not-found");
    expect(codeOf(() => bundled.resolve("c"))).toBe("prompt-not-found");
    expect(bundled.bundle()).toBe(text);
    await bundled.caughtUp(live.position);
    expect(await refusal(bundled.caughtUp(live.position + 1))).toMatchObject({ code: "unavailable" });
    await bundled.close();
    expect(codeOf(() => bundled.resolve("a"))).toBe("store-closed");
  }
  expect(codeOf(() => liveFromBundle(text, { clock, maxStalenessMs: 1000 }).resolve("a"))).toBe("too-stale");
  expect(codeOf(() => liveFromBundle(text, { clok: 1 } as never))).toBe("invalid-input");
});

test("a bundle holds a content that was redacted beside the same one that was saved again after that", async () => {
  const { jane } = bench();
  const prompt = await jane.prompts.create({ name: "a" });
  const saveAndDeploy = async (environment: string) => {
    await jane.versions.create(prompt, saying("the secret"));
    await jane.versions.commit(prompt);
    await jane.deployments.deploy(prompt, { version: "latest", environment });
  };
  await saveAndDeploy("staging");
  await jane.history.redact({ text: "secret" }, { reason: "It leaked." });
  await saveAndDeploy("production");
  await using live = await jane.live();
  const bundled = liveFromBundle(live.bundle());
  for (const environment of ["staging", "production"])
    expect(bundled.resolve("a", { environment }).content).toEqual(live.resolve("a", { environment }).content);
});

test("a bundle that is not as it was saved is refused, wherever it was changed or cut", async () => {
  const { live } = await sample();
  const text = live.bundle();
  const place = fc.nat(text.length - 1);
  const changed = fc
    .tuple(place, fc.constantFrom("x", "0", "1", "}", '"', "é"))
    .map(([at, letter]) =>
      text.charAt(at) === letter ? null : `${text.slice(0, at)}${letter}${text.slice(at + 1)}`,
    );
  const cut = place.map((at) => text.slice(0, at));
  fc.assert(
    fc.property(fc.oneof(changed, cut), (given) => {
      if (given === null) return;
      for (const bundle of [given, Buffer.from(given)])
        expect(codeOf(() => liveFromBundle(bundle))).toBe("bundle-invalid");
    }),
    { numRuns: 300 },
  );
  for (const given of [1, null, [], {}, { sha256: "x" }, `${text}{}`, "[]"])
    expect(
      codeOf(() => liveFromBundle(given as never)),
      JSON.stringify(given),
    ).toBe("bundle-invalid");
  // Whitespace between and around is no change: formatters and editors put it there.
  expect(liveFromBundle(`${text}\n`).resolve("a").number).toBe(1);
  expect(liveFromBundle(Buffer.from(`${text}\r\n`)).resolve("a").number).toBe(1);
  expect(liveFromBundle(JSON.stringify(JSON.parse(text), null, 2)).resolve("a").number).toBe(1);
});

test("any content comes back from a bundle as it was", async () => {
  const { jane } = bench();
  await jane.prompts.create({ name: "p", slug: "p" });
  const live = await jane.live();
  await fc.assert(
    fc.asyncProperty(arbitraryContent, async (content) => {
      await jane.versions.create("p", content);
      await jane.versions.commit("p");
      const { receipt } = await jane.deployments.deploy("p", { version: "latest" });
      await live.caughtUp(receipt.position);
      const text = live.bundle();
      for (const bundle of [text, Buffer.from(text), JSON.parse(text) as object])
        expect(JSON.stringify(liveFromBundle(bundle).resolve("p"))).toBe(JSON.stringify(live.resolve("p")));
    }),
    { numRuns: 100 },
  );
});

test("a file is replaced at once, however often it is saved, and nothing else is left", async () => {
  const { live, jane } = await sample();
  const file = join(folder, "prompts.json");
  await saveBundle(live, file);
  let saves = 0;
  live.on("change", () => {
    saves += 1;
    void saveBundle(live, file);
  });
  const numbers = new Set<number>();
  let isReading = true;
  const reading = (async () => {
    while (isReading) numbers.add(liveFromBundle(await readBundle(file)).resolve("a").number);
  })();
  for (let number = 2; number <= 20; number++) {
    await jane.versions.commit("a");
    await live.caughtUp((await jane.deployments.deploy("a", { version: number })).receipt.position);
    await jane.versions.create("a", saying(`text ${number}`));
  }
  await saveBundle(live, file);
  isReading = false;
  await reading;
  expect(saves).toBe(19);
  expect(liveFromBundle(await readBundle(file)).resolve("a").number).toBe(20);
  expect([...numbers].every((number) => number >= 1)).toBe(true);
  expect(await readdir(folder)).toEqual(["prompts.json"]);
});

test("a save that fails leaves the file of before, and no other", async () => {
  const { live } = await sample();
  const file = join(folder, "kept.json");
  await writeFile(file, "before");
  const broken: Pick<Live, "bundle"> = {
    bundle() {
      throw new Error("no");
    },
  };
  await expect(saveBundle(broken, file)).rejects.toThrow("no");
  await expect(saveBundle(live, join(folder, "no-such-folder", "b.json"))).rejects.toMatchObject({
    code: "ENOENT",
  });
  expect(await readFile(file, "utf8")).toBe("before");
  expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});
