import { expect, test } from "vitest";
import * as z from "zod";
import { invalidInput, parse } from "./parse.ts";

const schema = z.strictObject({
  name: z.string(),
  messages: z.array(z.strictObject({ role: z.string().min(1, { message: "Must not be empty" }) })).optional(),
});

function errorOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

test("a good input is given back", () => {
  expect(parse(schema, { name: "n" })).toStrictEqual({ name: "n" });
});

test("each broken rule is an issue with its field's path, and the message tells the first one", () => {
  expect(
    errorOf(() => parse(schema, { messages: [{ role: "a" }, { role: "", x: 1 }], y: 2, z: 3 })),
  ).toMatchObject({
    code: "invalid-input",
    retryable: false,
    message: "name: is missing (and 4 more)",
    issues: [
      { field: "name", message: "is missing" },
      { field: "messages[1].role", message: "must not be empty" },
      { field: "messages[1].x", message: "unknown field" },
      { field: "y", message: "unknown field" },
      { field: "z", message: "unknown field" },
    ],
  });
});

test("a rule broken by the input as a whole has an empty field", () => {
  expect(errorOf(() => parse(schema, null))).toMatchObject({
    message: "invalid input: expected object, received null",
    issues: [{ field: "", message: "invalid input: expected object, received null" }],
  });
});

test("fields can be named as the caller knows them", () => {
  expect(errorOf(() => parse(schema, { name: 1 }, (field) => `input.${field}`))).toMatchObject({
    message: "input.name: invalid input: expected string, received number",
    issues: [{ field: "input.name" }],
  });
});

test("an error without issues still says what it is", () => {
  expect(invalidInput([])).toMatchObject({ code: "invalid-input", message: "invalid input", issues: [] });
});
