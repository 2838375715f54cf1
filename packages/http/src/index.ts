// Mounting
export type { Authenticate, Authenticated } from "./api/authenticate.ts";
export { hasDotSegment } from "./api/dot-segments.ts";
// Errors
export { STATUS_BY_CODE, type StatusByApi } from "./api/errors/status-by-code.ts";
export type { FetchHandler } from "./api/fetch-handler.ts";
// Orkes' API
export { type OrkesApiOptions, orkesApi } from "./orkes/orkes-api.ts";
export { type OrkesTokenOptions, type OrkesTokens, orkesTokens } from "./orkes/wire/tokens.ts";
// Respan's API
export { type RespanApiOptions, respanApi } from "./respan/respan-api.ts";
export { type RespanEditor, respanSchemas } from "./respan/wire/schemas.ts";
