// Mounting
export type { Authenticate, FetchHandler } from "./authenticate.ts";
// Orkes' API
export { type OrkesApiOptions, orkesApi } from "./orkes/orkes-api.ts";
export { type OrkesTokenOptions, type OrkesTokens, orkesTokens } from "./orkes/tokens.ts";
// Respan's API
export { type RespanApiOptions, respanApi } from "./respan/respan-api.ts";
export { type RespanEditor, respanSchemas } from "./respan/schemas.ts";
// Errors
export { STATUS_BY_CODE, type StatusByApi } from "./status-by-code.ts";
