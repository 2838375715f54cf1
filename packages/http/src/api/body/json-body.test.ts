import { describe, expect, test } from "vitest";
import * as z from "zod";
import { MAXIMUM_BODY_BYTES } from "./body-text.ts";
import { jsonBody } from "./json-body.ts";

function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Request {
  return new Request("https://ledger.test/", { method: "POST", body, headers });
}

function read(request: Request): Promise<unknown> {
  return jsonBody({ request }, z.unknown(), "blank");
}

const refused = { name: "HttpError", status: 400 };
const tooLarge = { ...refused, status: 413 };

describe("jsonBody", () => {
  test("reads JSON, with a byte order mark too", async () => {
    expect(await read(post('{"a":[1,"é",null]}'))).toEqual({ a: [1, "é", null] });
    expect(await read(post("\u{FEFF}1"))).toBe(1);
  });

  test("reads a character whose bytes are in two chunks", async () => {
    const [head, tail] = [
      new TextEncoder().encode('"é"').slice(0, 2),
      new TextEncoder().encode('"é"').slice(2),
    ];
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(head);
        controller.enqueue(tail);
        controller.close();
      },
    });
    const init = { method: "POST", body, duplex: "half" } as const;
    expect(await read(new Request("https://ledger.test/", init))).toBe("é");
  });

  test("tells a body of white space, and none, from JSON", async () => {
    expect(await read(post(" \r\n\t"))).toBe("blank");
    expect(await read(new Request("https://ledger.test/", { method: "POST" }))).toBe("blank");
  });

  test("takes exactly the largest size", async () => {
    const padding = " ".repeat(MAXIMUM_BODY_BYTES - 2);
    expect(await read(post(`[${padding}]`))).toEqual([]);
    await expect(read(post(`[${padding} ]`))).rejects.toMatchObject(tooLarge);
  });

  test("leaves to the ledger what values hold", async () => {
    expect(await read(post('{"a\\u0000":["\\ud800",1e999],"__proto__":null}'))).toEqual(
      JSON.parse('{"a\\u0000":["\\ud800",1e999],"__proto__":null}'),
    );
  });

  test("refuses what JavaScript would change, and what is nested very deep, before it is parsed", async () => {
    const field = "a[0].b";
    await expect(read(post('{"a":[{"b":9007199254740993}]}'))).rejects.toMatchObject({
      ...refused,
      issues: [{ field }],
    });
    const deep = `${"[".repeat(MAXIMUM_BODY_BYTES / 2)}${"]".repeat(MAXIMUM_BODY_BYTES / 2)}`;
    await expect(read(post(deep))).rejects.toMatchObject(refused);
  });

  test("does not begin to read what says it is too large", async () => {
    const request = post("{}", { "content-length": String(MAXIMUM_BODY_BYTES + 1) });
    await expect(read(request)).rejects.toMatchObject(tooLarge);
    expect(request.bodyUsed).toBe(false);
  });

  test("is not misled by a content length that says too little", async () => {
    const body = `[${" ".repeat(MAXIMUM_BODY_BYTES)}]`;
    await expect(read(post(body, { "content-length": "2" }))).rejects.toMatchObject(tooLarge);
  });

  test("names each field that is wrong", async () => {
    const schema = z.object({ a: z.array(z.object({ b: z.string() })), c: z.string() });
    await expect(jsonBody({ request: post('{"a":[{"b":1}],"c":null}') }, schema)).rejects.toMatchObject({
      ...refused,
      issues: [{ field: "a[0].b" }, { field: "c", message: "This field may not be null." }],
    });
  });
});
