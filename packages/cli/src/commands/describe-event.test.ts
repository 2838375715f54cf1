import { readFileSync } from "node:fs";
import type { RecordedEvent } from "@promptledger/core/adapter";
import { decodeEvent } from "@promptledger/core/adapter";
import { expect, test } from "vitest";
import { describeEvent } from "./describe-event.ts";

test("grants, applications and integrations are described in short phrases, without secrets", () => {
  const lines = ["access-events-v1.ndjson", "tags-events-v1.ndjson"].flatMap((name) => {
    const file = new URL(`../../../core/test/fixtures/${name}`, import.meta.url);
    return readFileSync(file, "utf8").trimEnd().split("\n");
  });
  const phrases = lines.map((line) => describeEvent(decodeEvent(JSON.parse(line) as RecordedEvent)));
  expect(phrases).toEqual([
    "granted READ on the whole tenant for user bob",
    "granted READ, UPDATE on the tag team:core for user bob",
    "revoked UPDATE on the tag team:core for user bob",
    'created the application "Worker" (worker)',
    "gave the application worker the role READERS",
    "gave the application worker the role USER",
    "removed the role USER from the application worker",
    'created the application "Gone" (gone)',
    "deleted the application gone",
    "created the integration openai (openai)",
    "changed the integration openai: enabled",
    "added the model openai:gpt-4o",
    "changed the model openai:gpt-4o: description",
    "added the model openai:spare",
    "removed the model openai:spare",
    "created the integration spare (azure_openai)",
    "deleted the integration spare",
    'renamed the application worker to "The worker"',
    "added to the application worker: the tags team:docs, plain",
    "removed from the application worker: the tag team:docs",
    "added to the integration openai: the tags team:docs, plain",
    "removed from the integration openai: the tag team:docs",
    "added to the model openai:gpt-4o: the tags team:docs, plain",
    "removed from the model openai:gpt-4o: the tag plain",
  ]);
});
