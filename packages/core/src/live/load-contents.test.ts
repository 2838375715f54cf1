import { expect, test } from "vitest";
import { bench, saying } from "../../test/ledger.ts";
import { decodeEvent } from "../history/ledger-event.ts";
import type { LoadRequest } from "../store/load.ts";
import { contentKey, loadContents } from "./load-contents.ts";

// A view that was behind read the prompt's whole history for each deployment that waited, and fell back further.
test("the contents of deployments that others have followed are loaded at once, without the history", async () => {
  const { jane, store } = bench();
  const prompt = await jane.prompts.create({ name: "Greeting" });
  for (let number = 1; number <= 5; number++) {
    await jane.versions.create(prompt, saying(`text ${number}`));
    await jane.versions.commit(prompt);
    await jane.deployments.deploy(prompt, { version: number });
  }
  const wanted = [];
  for await (const recorded of store.readLog("acme", { after: 0 })) {
    const { type, data, version } = decodeEvent(recorded);
    if (type !== "VersionDeployed") continue;
    const { environment, number, contentHash } = data;
    wanted.push({
      promptId: prompt.id,
      environment,
      deployedRevision: version,
      pin: { number, contentHash },
    });
  }
  const requests: LoadRequest[] = [];
  const load: typeof store.load = (tenant, request) => {
    requests.push(request);
    return store.load(tenant, request);
  };
  const { contents } = await loadContents({ store: { ...store, load }, tenant: "acme" }, wanted);
  expect(wanted.map((one) => contents.get(contentKey(one)))).toEqual(
    [1, 2, 3, 4, 5].map((number) => expect.objectContaining(saying(`text ${number}`))),
  );
  expect(requests.map(({ streams = [] }) => streams.length)).toEqual([0, 0]);
});
