import { describe, expect, test } from "vitest";
import {
  given,
  pinOn,
  promptCreated,
  saying,
  streamOf,
  versionAt,
  versionCommitted,
  versionCreated,
  versionDeleted,
  versionDeployed,
  versionReopened,
  versionUndeployed,
} from "../../test/given.ts";
import type { PromptEvent } from "./events.ts";
import { MAXIMUM_TRAIL } from "./state.ts";
import type { PromptStreamEvent } from "./stream.ts";

const one = saying("one");
const two = saying("two");
const three = saying("three");

/** Versions 1, 2 and 3, committed at revisions 3, 5 and 7. */
const committed: readonly PromptStreamEvent[] = [
  promptCreated,
  versionCreated(1, one),
  versionCommitted(1, one),
  versionCreated(2, two),
  versionCommitted(2, two),
  versionCreated(3, three),
  versionCommitted(3, three),
];
const first = pinOn(1, 3, one);
const second = pinOn(2, 5, two);
const third = pinOn(3, 7, three);

/** The overwriting of version 1 by a save: three events, after which it holds something else. */
const overwritten: readonly PromptStreamEvent[] = [
  versionReopened(1, "patch"),
  { type: "VersionEdited", data: { number: 1, changes: saying("uno") } },
  versionCommitted(1, saying("uno")),
];

/** A change of the description of version 1, which keeps its content. */
const described: PromptStreamEvent = {
  type: "VersionEdited",
  data: { number: 1, changes: {}, description: "new" },
};

function rolledBack(data: Extract<PromptEvent, { type: "VersionDeployed" }>["data"]): PromptStreamEvent {
  const { environment, number, versionId, revision, contentHash, replaces, ...rest } = data;
  return {
    type: "VersionDeployed",
    data: { environment, number, versionId, revision, contentHash, replaces, rollback: true, ...rest },
  };
}

describe("deploying", () => {
  test("X13 a deployment pins number, version, revision and content hash, in production by default", () => {
    given(...committed)
      .when({ type: "DeployVersion", version: 1 })
      .leadsTo(versionDeployed(first));
    given(...committed)
      .when({ type: "DeployVersion", version: 2, environment: "staging" })
      .leadsTo(versionDeployed(second, null, "staging"));
  });

  test("the latest is the highest committed number, whatever draft is above it", () => {
    given(...committed, versionCreated(4))
      .when({ type: "DeployVersion", version: "latest" })
      .leadsTo(versionDeployed(third));
  });

  test("tells what it replaces, in that environment", () => {
    given(...committed, versionDeployed(first), versionDeployed(second, null, "staging"))
      .when({ type: "DeployVersion", version: 3 })
      .leadsTo(versionDeployed(third, first));
  });

  test("what is live already changes nothing", () => {
    given(...committed, versionDeployed(first))
      .when({ type: "DeployVersion", version: 1 })
      .changesNothing();
  });

  test("X13 a slot that was overwritten since is deployed again, with its new content", () => {
    given(...committed, versionDeployed(first), ...overwritten)
      .when({ type: "DeployVersion", version: 1 })
      .leadsTo(versionDeployed(pinOn(1, 11, saying("uno")), first));
  });

  test("X13 a version whose description changed since is deployed again, with its new description", () => {
    given(...committed, versionDeployed(first), described)
      .when({ type: "DeployVersion", version: 1 })
      .leadsTo(versionDeployed(pinOn(1, 9, one), first));
    given(...committed, versionDeployed(first), described, versionDeployed(pinOn(1, 9, one), first))
      .when({ type: "DeployVersion", version: 1 })
      .changesNothing();
  });

  test("another version with the same content is another deployment", () => {
    given(...committed, versionDeployed(first), versionCreated(4, one), versionCommitted(4, one))
      .when({ type: "DeployVersion", version: 4 })
      .leadsTo(versionDeployed(pinOn(4, 10, one), first));
  });

  test("a draft is refused", () => {
    given(...committed, versionCreated(4))
      .when({ type: "DeployVersion", version: 4 })
      .isRejected("version-is-draft", "Cannot deploy a draft version. Commit it first.", "version");
  });

  test("a number that is not there is refused", () => {
    given(...committed)
      .when({ type: "DeployVersion", version: 4 })
      .isRejected("version-not-found", "the prompt has no version 4", "version");
  });

  test.each<[string, readonly PromptStreamEvent[]]>([
    ["without versions", [promptCreated]],
    ["with a draft alone", [promptCreated, versionCreated(1)]],
  ])("the latest of a prompt %s is refused", (_, events) => {
    given(...events)
      .when({ type: "DeployVersion", version: "latest" })
      .isRejected(
        "version-not-found",
        "the prompt has no committed version to deploy; commit one first",
        "version",
      );
  });

  test.each(["constructor", "toString", "undefined"])("an environment may be called %s", (environment) => {
    const deployed = versionDeployed(first, null, environment);
    given(...committed)
      .when({ type: "DeployVersion", version: 1, environment })
      .leadsTo(deployed);
    given(...committed, deployed)
      .when({ type: "UndeployVersion", environment })
      .leadsTo(versionUndeployed(first, environment));
    given(...committed)
      .when({ type: "UndeployVersion", environment })
      .changesNothing();
    given(...committed)
      .when({ type: "PromoteDeployment", from: environment, to: "production" })
      .isRejected(
        "not-deployed",
        `nothing of prm_1 is live in ${environment}; deploy a version there first`,
        "environment",
      );
    const { pinned } = streamOf(...committed, deployed, versionDeleted(2));
    expect(Object.entries(pinned)).toMatchObject([[environment, { number: 1 }]]);
    expect(streamOf(...committed, deployed, versionUndeployed(first, environment)).pinned).toEqual({});
  });
});

describe("rolling back", () => {
  const deployedThrice = [
    ...committed,
    versionDeployed(first),
    versionDeployed(second, first),
    versionDeployed(third, second),
  ];

  test("returns to what was live before", () => {
    given(...deployedThrice)
      .when({ type: "RollBackDeployment" })
      .leadsTo(rolledBack({ environment: "production", ...second, replaces: third }));
  });

  test("again goes one further back, and at the end there is nothing to return to", () => {
    const back = rolledBack({ environment: "production", ...second, replaces: third });
    given(...deployedThrice, back)
      .when({ type: "RollBackDeployment" })
      .leadsTo(rolledBack({ environment: "production", ...first, replaces: second }));
    given(...deployedThrice, back, rolledBack({ environment: "production", ...first, replaces: second }))
      .when({ type: "RollBackDeployment" })
      .isRejected(
        "nothing-to-roll-back",
        "production has no earlier deployment to return to; deploy a version instead",
        "to",
      );
  });

  test("can name a number that was live before", () => {
    given(...deployedThrice)
      .when({ type: "RollBackDeployment", to: 1 })
      .leadsTo(rolledBack({ environment: "production", ...first, replaces: third }));
  });

  test("a number that was never live there is refused", () => {
    given(...committed, versionDeployed(first), versionDeployed(second, first))
      .when({ type: "RollBackDeployment", to: 3 })
      .isRejected(
        "nothing-to-roll-back",
        "production has no earlier deployment of version 3 to return to; deploy a version instead",
        "to",
      );
  });

  test("is per environment", () => {
    const staged = [
      ...committed,
      versionDeployed(first, null, "staging"),
      versionDeployed(second, first, "staging"),
    ];
    given(...staged)
      .when({ type: "RollBackDeployment", environment: "staging" })
      .leadsTo(rolledBack({ environment: "staging", ...first, replaces: second }));
    given(...staged)
      .when({ type: "RollBackDeployment" })
      .isRejected(
        "not-deployed",
        "nothing of prm_1 is live in production; deploy a version there first",
        "environment",
      );
  });

  test("skips numbers that were deleted since", () => {
    given(...deployedThrice, versionDeleted(2))
      .when({ type: "RollBackDeployment" })
      .leadsTo(rolledBack({ environment: "production", ...first, replaces: third }));
    given(...committed, versionDeployed(first), versionDeployed(second, first), versionDeleted(1))
      .when({ type: "RollBackDeployment" })
      .isRejected(
        "nothing-to-roll-back",
        "production has no earlier deployment to return to; deploy a version instead",
        "to",
      );
  });

  test("skips what is live already: a trail 1, 2, 3 with 2 live and 3 deleted once returned 2 forever", () => {
    given(...deployedThrice, versionDeployed(second, third), versionDeleted(3))
      .when({ type: "RollBackDeployment" })
      .leadsTo(rolledBack({ environment: "production", ...first, replaces: second }));
  });

  test("to the number that is live already changes nothing", () => {
    given(...deployedThrice, versionDeployed(second, third))
      .when({ type: "RollBackDeployment", to: 2 })
      .changesNothing();
  });

  test("X13 to a slot that was overwritten since carries a snapshot of what was live", () => {
    const events = [...committed, versionDeployed(first), versionDeployed(second, first), ...overwritten];
    const snapshot = versionAt(events, first);
    expect(snapshot.content).toEqual(one);
    given(...events)
      .when({ type: "RollBackDeployment" })
      .leadsTo(rolledBack({ environment: "production", ...first, replaces: second, snapshot }));
  });

  test("X13 to a slot whose description changed since carries a snapshot too, for that is pinned as well", () => {
    const events = [...committed, versionDeployed(first), versionDeployed(second, first), described];
    const snapshot = versionAt(events, first);
    expect(snapshot.description).toBeNull();
    given(...events)
      .when({ type: "RollBackDeployment" })
      .leadsTo(rolledBack({ environment: "production", ...first, replaces: second, snapshot }));
  });

  test("passes over deployments of the live content with another description", () => {
    const again = pinOn(1, 10, one);
    const deployed = [versionDeployed(second), versionDeployed(first, second), described];
    given(...committed, ...deployed, versionDeployed(again, first))
      .when({ type: "RollBackDeployment" })
      .leadsTo(rolledBack({ environment: "production", ...second, replaces: again }));
    given(...committed, ...deployed, versionDeployed(again, first))
      .when({ type: "RollBackDeployment", to: 1 })
      .changesNothing();
  });

  test("after an undeployment starts empty", () => {
    given(...deployedThrice, versionUndeployed(third), versionDeployed(first))
      .when({ type: "RollBackDeployment" })
      .isRejected(
        "nothing-to-roll-back",
        "production has no earlier deployment to return to; deploy a version instead",
        "to",
      );
  });
});

describe("promoting", () => {
  test("makes what is live in one environment live in another", () => {
    given(...committed, versionDeployed(first), versionDeployed(second, null, "staging"))
      .when({ type: "PromoteDeployment", from: "staging", to: "production" })
      .leadsTo({
        type: "VersionDeployed",
        data: { environment: "production", ...second, replaces: first, promotedFrom: "staging" },
      });
  });

  test("what is live there already, or onto itself, changes nothing", () => {
    const both = [...committed, versionDeployed(first), versionDeployed(first, null, "staging")];
    given(...both)
      .when({ type: "PromoteDeployment", from: "staging", to: "production" })
      .changesNothing();
    given(...both)
      .when({ type: "PromoteDeployment", from: "staging", to: "staging" })
      .changesNothing();
  });

  test("X13 brings what was pinned, not what the slot holds by now", () => {
    const events = [...committed, versionDeployed(first, null, "staging"), ...overwritten];
    given(...events)
      .when({ type: "PromoteDeployment", from: "staging", to: "production" })
      .leadsTo({
        type: "VersionDeployed",
        data: {
          environment: "production",
          ...first,
          replaces: null,
          promotedFrom: "staging",
          snapshot: versionAt(events, first),
        },
      });
  });

  test("from an environment where nothing is live is refused", () => {
    given(...committed, versionDeployed(first))
      .when({ type: "PromoteDeployment", from: "staging", to: "production" })
      .isRejected(
        "not-deployed",
        "nothing of prm_1 is live in staging; deploy a version there first",
        "environment",
      );
  });
});

describe("undeploying", () => {
  test("tells what is no longer live", () => {
    const events = [...committed, versionDeployed(first), versionDeployed(second, null, "staging")];
    given(...events)
      .when({ type: "UndeployVersion" })
      .leadsTo(versionUndeployed(first));
    given(...events)
      .when({ type: "UndeployVersion", environment: "staging" })
      .leadsTo(versionUndeployed(second, "staging"));
  });

  test("where nothing is live changes nothing", () => {
    given(...committed, versionDeployed(first, null, "staging"))
      .when({ type: "UndeployVersion" })
      .changesNothing();
  });
});

describe("the trail of an environment", () => {
  const trailOf = (...events: readonly PromptStreamEvent[]) =>
    streamOf(...committed, ...events).prompt.deployments["production"]?.trail;
  const back = (pin: typeof first, replaces: typeof first) =>
    rolledBack({ environment: "production", ...pin, replaces });

  test("grows by what each deployment replaces", () => {
    expect(trailOf(versionDeployed(first))).toEqual([]);
    expect(trailOf(versionDeployed(first), versionDeployed(second, first))).toEqual([first]);
    const thrice = [versionDeployed(first), versionDeployed(second, first), versionDeployed(first, second)];
    expect(trailOf(...thrice)).toEqual([first, second]);
  });

  test("is cut where a rollback returned to", () => {
    const thrice = [versionDeployed(first), versionDeployed(second, first), versionDeployed(third, second)];
    expect(trailOf(...thrice, back(second, third))).toEqual([first]);
    expect(trailOf(...thrice, back(first, third))).toEqual([]);
  });

  test("is cut at the newest of several deployments of the same content", () => {
    const events = [
      versionDeployed(first),
      versionDeployed(second, first),
      versionDeployed(first, second),
      versionDeployed(third, first),
    ];
    expect(trailOf(...events, back(first, third))).toEqual([first, second]);
  });

  test("is cut at the same content, not at the same number with other content", () => {
    const uno = pinOn(1, 11, saying("uno"));
    const events = [
      versionDeployed(first),
      ...overwritten,
      versionDeployed(uno, first),
      versionDeployed(second, uno),
    ];
    expect(trailOf(...events, back(first, second))).toEqual([]);
    expect(trailOf(...events, back(uno, second))).toEqual([first]);
  });

  test("is cut at the same number, not at another one with the same content", () => {
    const fourth = pinOn(4, 9, one);
    const events = [
      versionCreated(4, one),
      versionCommitted(4, one),
      versionDeployed(first),
      versionDeployed(second, first),
      versionDeployed(fourth, second),
      versionDeployed(third, fourth),
    ];
    expect(trailOf(...events, back(first, third))).toEqual([]);
  });

  test(`remembers the last ${MAXIMUM_TRAIL} deployments`, () => {
    const pins = Array.from({ length: MAXIMUM_TRAIL + 2 }, (_, index) => ({
      number: 1,
      versionId: "pv_1",
      revision: 3 + index,
      contentHash: `hash ${index}`,
    }));
    const events = pins.map((pin, index) => versionDeployed(pin, pins[index - 1] ?? null));
    expect(trailOf(...events.slice(0, -1))).toEqual(pins.slice(0, -2));
    expect(trailOf(...events)).toEqual(pins.slice(1, -1));
  });
});
