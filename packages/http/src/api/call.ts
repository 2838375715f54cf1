import type { Caller } from "./authenticate.ts";
import type { SentBody } from "./body/body-text.ts";

/** A request to a path that needs no authentication. */
export interface OpenCall<Settings> extends SentBody {
  /** The request's address as its client knows it. */
  readonly url: URL;
  /** The path's parameters, decoded. */
  readonly params: { readonly [name: string]: string };
  readonly settings: Settings;
  /** Reports an error of an answer that has begun, and so has its status already. */
  readonly onError: (error: unknown) => void;
}

/** A request that was authenticated and routed. `Settings` are those that all requests to an API share. */
export interface ApiCall<Settings> extends OpenCall<Settings>, Caller {}

/** A path, without its trailing slash, and what answers each method. Endpoints throw an `HttpError` or an error of the ledger. */
export interface Route<Call> {
  readonly path: string;
  readonly endpoints: { readonly [method: string]: (call: Call) => Promise<Response> };
  /** Whether later routes that match this path never see it. By default they get the methods that are not listed here. */
  readonly reserved?: true;
  /** The methods whose calls may cost much: of one tenant's, only so many may be in progress. */
  readonly costly?: readonly string[];
  /** What its costly calls wait for. Those for models are counted apart. Default: `storage`. */
  readonly waitsFor?: "storage" | "models";
}
