import type { Issue } from "@promptledger/core";

/** What an error answer may have beside its status and message. */
export interface HttpErrorOptions {
  /** Which fields of the request are wrong, under the names that the request has for them. */
  readonly issues?: readonly Issue[];
  readonly headers?: { readonly [name: string]: string };
  /** A word that tells clients what to do. */
  readonly code?: string;
}

/** An answer that is not a success, thrown by whatever finds out. */
export class HttpError extends Error {
  readonly status: number;
  readonly issues: readonly Issue[];
  readonly headers: { readonly [name: string]: string };
  readonly code: string | undefined;
  constructor(status: number, message: string, { issues = [], headers = {}, code }: HttpErrorOptions = {}) {
    super(message);
    this.name = "HttpError";
    this.status = status;
    this.issues = issues;
    this.headers = headers;
    this.code = code;
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
