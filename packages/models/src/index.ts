// Calling models

// Keeping their secrets
export { aesSecrets, secretsKey } from "./aes-secrets.ts";
export { type OpenAiModelsOptions, openAiModels } from "./openai-models.ts";
