import { describe, expect, test } from "vitest";
import { MAXIMUM_BODY_BYTES } from "./body-text.ts";
import { readJsonBody } from "./json-body.ts";

function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Request {
  return new Request("https://ledger.test/", { method: "POST", body, headers });
}

describe("readJsonBody", () => {
  test("reads JSON, with a byte order mark too", async () => {
    expect(await readJsonBody(post('{"a":[1,"é",null]}'))).toEqual({
      status: "json",
      value: { a: [1, "é", null] },
    });
    expect(await readJsonBody(post("\u{FEFF}1"))).toEqual({ status: "json", value: 1 });
  });

  test("tells a body of white space, and none, from JSON", async () => {
    expect(await readJsonBody(post(" \r\n\t"))).toEqual({ status: "blank" });
    expect(await readJsonBody(new Request("https://ledger.test/", { method: "POST" }))).toEqual({
      status: "blank",
    });
  });

  test("takes exactly the largest size", async () => {
    const padding = " ".repeat(MAXIMUM_BODY_BYTES - 2);
    expect((await readJsonBody(post(`[${padding}]`))).status).toBe("json");
    expect((await readJsonBody(post(`[${padding} ]`))).status).toBe("refused");
  });

  test("leaves to the ledger what values hold, and how deep they are", async () => {
    expect(await readJsonBody(post('{"a\\u0000":["\\ud800",1e999],"__proto__":null}'))).toEqual({
      status: "json",
      value: JSON.parse('{"a\\u0000":["\\ud800",1e999],"__proto__":null}'),
    });
    const deep = `${"[".repeat(MAXIMUM_BODY_BYTES / 2)}${"]".repeat(MAXIMUM_BODY_BYTES / 2)}`;
    expect((await readJsonBody(post(deep))).status).toBe("json");
  });

  test("does not begin to read what says it is too large", async () => {
    const request = post("{}", { "content-length": String(MAXIMUM_BODY_BYTES + 1) });
    expect((await readJsonBody(request)).status).toBe("refused");
    expect(request.bodyUsed).toBe(false);
  });

  test("is not misled by a content length that says too little", async () => {
    const body = `[${" ".repeat(MAXIMUM_BODY_BYTES)}]`;
    expect((await readJsonBody(post(body, { "content-length": "2" }))).status).toBe("refused");
  });
});
