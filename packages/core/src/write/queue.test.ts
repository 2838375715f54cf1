import { expect, test } from "vitest";
import { settled } from "../../test/ledger.ts";
import { keyedQueue } from "./queue.ts";

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test("tasks with a key in common run one after the other, in the order in which they came", async () => {
  const queue = keyedQueue();
  const done: string[] = [];
  const first = gate();
  const tasks = [
    queue.run(["a"], async () => {
      await first.opened;
      done.push("1 a");
    }),
    queue.run(["a", "b"], async () => void done.push("2 ab")),
    queue.run(["b"], async () => void done.push("3 b")),
    queue.run(["c"], async () => void done.push("4 c")),
    queue.run([], async () => void done.push("5")),
  ];
  await settled();
  expect([...done].sort()).toEqual(["4 c", "5"]);
  first.open();
  await Promise.all(tasks);
  expect(done.slice(2)).toEqual(["1 a", "2 ab", "3 b"]);
});

test("a task's result and error are its caller's, and the next one runs all the same", async () => {
  const queue = keyedQueue();
  const failing = queue.run(["a"], async () => {
    throw new Error("broken");
  });
  const next = queue.run(["a"], async () => 2);
  await expect(failing).rejects.toThrow("broken");
  await expect(next).resolves.toBe(2);
});

test("idle settles when nothing is under way, also what was added meanwhile", async () => {
  const queue = keyedQueue();
  await queue.idle();
  const done: number[] = [];
  const first = gate();
  void queue.run(["a"], async () => {
    await first.opened;
    done.push(1);
    void queue.run(["b"], async () => void done.push(2));
  });
  let idle = false;
  const waiting = queue.idle().then(() => {
    idle = true;
  });
  await settled();
  expect(idle).toBe(false);
  first.open();
  await waiting;
  expect(done).toEqual([1, 2]);
});

test("idle waits also for tasks without a key: a ledger once closed its store under a creation", async () => {
  const queue = keyedQueue();
  const first = gate();
  void queue.run([], () => first.opened);
  let idle = false;
  const waiting = queue.idle().then(() => {
    idle = true;
  });
  await settled();
  expect(idle).toBe(false);
  first.open();
  await waiting;
});
