/** Keys of stack config that are secret; none of them ever becomes part of the plain config. */
export const SECRET_KEYS = ["llmApiKey", "postgresPassword", "jwtSecret", "gatesJwtSecret", "notificationUrl"] as const;

export type SecretKey = (typeof SECRET_KEYS)[number];

export function isSecretKey(key: string): key is SecretKey {
  return SECRET_KEYS.some((secret) => secret === key);
}
