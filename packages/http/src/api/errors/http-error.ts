import type { Issue } from "@promptledger/core";

/** An answer that is not a success, thrown by whatever finds out. */
export class HttpError extends Error {
  readonly status: number;
  /** Which fields of the request are wrong, under the names that the request has for them. */
  readonly issues: readonly Issue[];
  readonly headers: { readonly [name: string]: string };
  /** A word that tells clients what to do, if the API has one for this error. */
  readonly code?: string;
  constructor(
    status: number,
    message: string,
    details: Partial<Pick<HttpError, "issues" | "headers" | "code">> = {},
  ) {
    super(message);
    this.name = "HttpError";
    this.status = status;
    this.issues = details.issues ?? [];
    this.headers = details.headers ?? {};
    if (details.code !== undefined) this.code = details.code;
  }
}

/** 404: the path, or what it names, does not exist. */
export function notFound(message = "Not found."): HttpError {
  return new HttpError(404, message);
}

/** 400 with the issues of all fields that are wrong; the first one is the message. */
export function badRequest(issues: readonly Issue[]): HttpError {
  const [{ field, message } = { field: "", message: "Bad request." }] = issues;
  return new HttpError(400, field === "" ? message : `${field}: ${message}`, { issues });
}

/** 400 because of one field. */
export function invalidField(field: string, message: string): HttpError {
  return badRequest([{ field, message }]);
}

/** 405. HEAD is answered wherever GET is. */
export function methodNotAllowed(method: string, allowed: readonly string[]): HttpError {
  const allow = [...allowed, ...(allowed.includes("GET") ? ["HEAD"] : [])].join(", ");
  return new HttpError(405, `Method "${method}" not allowed.`, { headers: { allow } });
}
