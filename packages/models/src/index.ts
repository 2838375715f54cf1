// Keeping the secrets of model providers
export { aesSecrets, secretsKey } from "./aes-secrets.ts";

// Calling models
export type { LookupAll } from "./checked-lookup.ts";
export { type OpenAiModelsOptions, openAiModels } from "./openai-models.ts";
