import { describe, expect, test } from "vitest";
import type { HistoryChange } from "./history-change.ts";
import { identified } from "./import-identity.ts";
import { planImport } from "./import-plan.ts";
import type { KnownEvent } from "./known-prompts.ts";

const DAY = 86_400_000;

function change(line: number, action: HistoryChange["action"], text = "t", prompt = "P"): HistoryChange {
  const header = { line, at: line * DAY, by: "jane", prompt };
  return action === "deleted" ? { ...header, action } : { ...header, action, text };
}

/** An event in the ledger on this day: of this line of the file, or of somebody else. */
function event(
  day: number,
  state: Pick<KnownEvent, "status" | "text">,
  line: HistoryChange | null = null,
): KnownEvent {
  const commandId = line === null ? "somebody-else" : identified([line])[0]!.commandId;
  return { at: day * DAY, commandId, ...state };
}

function plan(changes: readonly HistoryChange[], known: readonly KnownEvent[] = []) {
  const all = identified(changes);
  return planImport(all, known.length === 0 ? new Map() : new Map([[all[0]!.promptId, known]]));
}

const TYPES: { readonly [type: string]: string } = {
  CreatePrompt: "create",
  CreateVersion: "edit",
  DeletePrompt: "delete",
  RestorePrompt: "restore",
};

/** What each step does to the prompt, and the text of the version that it creates. */
function actions({ steps }: ReturnType<typeof plan>) {
  return steps.map(({ commands }) => {
    const type = TYPES[commands[0]!.type]!;
    const version = commands.find((command) => command.type === "CreateVersion");
    const text = version?.input.messages?.[0]?.["content"] ?? null;
    expect(commands.at(-1)?.type).toBe(type === "delete" ? "DeletePrompt" : "DeployVersion");
    return type === "delete" ? { type } : { type, text };
  });
}

describe("on an empty ledger", () => {
  test("a correct history is imported as it is", () => {
    const planned = plan([
      change(1, "created", "a"),
      change(2, "edited", "b"),
      change(3, "deleted"),
      change(4, "created", "b"),
      change(5, "deleted"),
      change(6, "created", "c"),
    ]);
    expect(actions(planned)).toEqual([
      { type: "create", text: "a" },
      { type: "edit", text: "b" },
      { type: "delete" },
      { type: "restore", text: null },
      { type: "delete" },
      { type: "restore", text: "c" },
    ]);
    expect(planned).toMatchObject({ remarks: [], ignored: 0, alreadyImported: 0, prompts: 1, alive: 1 });
  });

  test.each([
    [
      "an edit of an unknown prompt is its creation",
      [change(1, "edited", "a")],
      [{ type: "create", text: "a" }],
      1,
    ],
    [
      "an edit of a deleted prompt is its restoration",
      [change(1, "created", "a"), change(2, "deleted"), change(3, "edited", "b")],
      [{ type: "create", text: "a" }, { type: "delete" }, { type: "restore", text: "b" }],
      3,
    ],
    [
      "a creation of a living prompt is an edit",
      [change(1, "created", "a"), change(2, "created", "b")],
      [
        { type: "create", text: "a" },
        { type: "edit", text: "b" },
      ],
      2,
    ],
    [
      "a creation of a living prompt with the same text is ignored",
      [change(1, "created", "a"), change(2, "created", "a")],
      [{ type: "create", text: "a" }],
      2,
    ],
    ["a deletion of an unknown prompt is ignored", [change(1, "deleted")], [], 1],
    [
      "a deletion of a deleted prompt is ignored",
      [change(1, "created", "a"), change(2, "deleted"), change(3, "deleted")],
      [{ type: "create", text: "a" }, { type: "delete" }],
      3,
    ],
  ] as const)("%s, and there is a remark about the line", (_title, changes, expected, line) => {
    const planned = plan(changes);
    expect(actions(planned)).toEqual(expected);
    expect(planned.remarks.map((remark) => remark.line)).toEqual([line]);
    expect(planned.ignored).toBe(changes.length - expected.length);
  });
});

describe("on a ledger that has some of it", () => {
  const history = [
    change(1, "created", "a"),
    change(2, "deleted"),
    change(3, "deleted"),
    change(4, "created", "b"),
  ];

  const created = event(1, { status: "alive", text: "a" }, history[0]);
  const deleted = event(2, { status: "deleted", text: "a" }, history[1]);

  test("what is already imported is not written again, and the rest continues from it", () => {
    const planned = plan(history, [created, deleted]);
    expect(actions(planned)).toEqual([{ type: "restore", text: "b" }]);
    expect(planned).toMatchObject({ alreadyImported: 2, ignored: 1, late: [] });
  });

  test("if everything is already imported, a later change by somebody else does not matter", () => {
    const later = event(9, { status: "alive", text: "other" });
    const planned = plan(history.slice(0, 2), [created, deleted, later]);
    expect(planned).toMatchObject({ steps: [], alreadyImported: 2, late: [], prompts: 1, alive: 1 });
  });

  test("a new change is read against the ledger's state, not against the file's", () => {
    const planned = plan(history.slice(0, 3), [created, event(1, { status: "deleted", text: "a" })]);
    expect(planned).toMatchObject({ steps: [], ignored: 2 });
  });

  test("a new change is read against the ledger's state at its own time", () => {
    const later = event(9, { status: "deleted", text: "other" });
    const planned = plan([change(2, "created", "a")], [event(1, { status: "alive", text: "a" }), later]);
    expect(planned).toMatchObject({ steps: [], ignored: 1, late: [], alive: 0 });
  });

  test("a new change is read as it was before what a later line at the same time has led to", () => {
    const same = { ...change(1, "deleted"), line: 2 };
    const before = event(1, { status: "alive", text: "a" });
    const planned = plan(
      [change(1, "created", "a"), same],
      [before, event(1, { status: "deleted", text: "a" }, same)],
    );
    expect(planned).toMatchObject({ steps: [], alreadyImported: 1, ignored: 1, late: [] });
  });

  test("a change that an earlier import ignored stays ignored while the lines before it are the same", () => {
    const all = identified([change(1, "deleted")]);
    const known = new Map([[all[0]!.promptId, [created]]]);
    expect(planImport(all, known).steps).toHaveLength(1);
    expect(planImport(all, known, new Set([all[0]!.prefixId]))).toMatchObject({ steps: [], ignored: 1 });
    const longer = identified([change(1, "created", "b"), change(1, "deleted")]);
    expect(planImport(longer, known, new Set([all[0]!.prefixId])).steps).toHaveLength(2);
  });

  test("a new change that is earlier than the ledger's last one is late", () => {
    const planned = plan(history, [created, deleted, event(9, { status: "deleted", text: "a" })]);
    expect(planned.late.map(({ line }) => line)).toEqual([4]);
  });
});

describe("a command id", () => {
  test("depends on a line's content and how many equal lines come before, not on its position", () => {
    const ids = identified([change(1, "deleted"), { ...change(1, "deleted"), line: 2 }]).map(
      (one) => one.commandId,
    );
    expect(new Set(ids).size).toBe(2);
    const moved = identified([change(9, "created", "x", "Q"), { ...change(1, "deleted"), line: 5 }]);
    expect(moved[1]?.commandId).toBe(ids[0]);
    expect(ids[0]).toMatch(/^import-[0-9a-f]{64}$/u);
  });
});
