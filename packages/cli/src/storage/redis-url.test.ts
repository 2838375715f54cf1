import { describe, expect, test } from "vitest";
import { redisUrl } from "./redis-url.ts";

const FORM = "redis://...";

describe("redisUrl", () => {
  test.each([
    ["redis://localhost", { nodes: [{ host: "localhost", port: 6379 }], db: 0, tls: false, options: {} }],
    [
      "rediss://h:1/2?prefix=p",
      { nodes: [{ host: "h", port: 1 }], db: 2, tls: true, options: { prefix: "p" } },
    ],
    [
      "redis://jane:a%40b%2Fc@[::1]:7000/15",
      {
        nodes: [{ host: "::1", port: 7000 }],
        db: 15,
        tls: false,
        username: "jane",
        password: "a@b/c",
        options: {},
      },
    ],
    [
      "redis-cluster://ann:p@ss%2Cw@rd@a:1,b:2",
      {
        nodes: [
          { host: "a", port: 1 },
          { host: "b", port: 2 },
        ],
        db: 0,
        tls: false,
        username: "ann",
        password: "p@ss,w@rd",
        options: {},
      },
    ],
    [
      "rediss-cluster://:secret@a:1,b:2,[::1]?waitForReplicas=1&assumeDurable=true&allowVolatile=false",
      {
        nodes: [
          { host: "a", port: 1 },
          { host: "b", port: 2 },
          { host: "::1", port: 6379 },
        ],
        db: 0,
        tls: true,
        password: "secret",
        options: { waitForReplicas: 1, assumeDurable: true, allowVolatile: false },
      },
    ],
  ])("reads %s", (text, expected) => {
    expect(redisUrl(text, FORM)).toEqual(expected);
  });

  test.each([
    "redis:",
    "redis://",
    "redis://h/x",
    "redis://h/0/1",
    "redis://h:99999",
    "redis://a,,b",
    "redis://u:%zz@h",
    "redis://u:12/34@h",
    "redis://u:12?34=5@h",
    "redis://u:12#34@h",
  ])("refuses %s and shows the expected form", (text) => {
    expect(() => redisUrl(text, FORM)).toThrow(
      expect.objectContaining({ code: "invalid-store", hint: expect.stringContaining(FORM) }),
    );
  });

  // The first host was taken for the user, and dropped.
  test.each([
    "redis-cluster://127.0.0.1:1,u:pw@127.0.0.1:2",
    "redis-cluster://a,b@c",
    "redis://u:sesame,1@h",
  ])("refuses %s, because a comma before the @ may end a host", (text) => {
    expect(() => redisUrl(text, FORM)).toThrow(
      expect.objectContaining({
        code: "invalid-store",
        message: "the store's URL has a comma before the @",
        hint: expect.stringContaining("%2C"),
      }),
    );
  });

  test.each([
    ["prefx=a", "the store's URL has an unknown option"],
    ["waitForReplicas=all", "the store's URL has an invalid waitForReplicas"],
    ["assumeDurable=1", "the store's URL has an invalid assumeDurable"],
    ["__proto__=1", "the store's URL has an unknown option"],
  ])("refuses the option %s, and lists the valid ones", (option, message) => {
    expect(() => redisUrl(`redis://u:sesame@h?${option}`, FORM)).toThrow(
      expect.objectContaining({ message, hint: expect.stringContaining("prefix") }),
    );
  });
});
