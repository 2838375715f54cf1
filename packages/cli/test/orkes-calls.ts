/** A model provider with a secret. */
export const PROVIDER = {
  type: "custom",
  configuration: { api_key: "sk-1", endpoint: "https://example.com" },
};

/** Calls Orkes' API of a server. */
export function callOrkes(
  url: string,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<Response> {
  const init = { method, headers: { "x-authorization": token } };
  return fetch(
    `${url}/orkes/api${path}`,
    body === undefined ? init : { ...init, body: JSON.stringify(body) },
  );
}

/** A token of Orkes' API for the admin key of a server. */
export async function tokenOf(url: string, keySecret: string): Promise<string> {
  const response = await callOrkes(url, "", "POST", "/token", { keyId: "admin", keySecret });
  return ((await response.json()) as { token: string }).token;
}
