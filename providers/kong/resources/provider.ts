import type { Property } from "./property.ts";

export const PROVIDER_TOKEN = "pulumi:providers:kong";

/** Configuration of the provider: arguments of `kong.Provider`, or `kong:…` in the stack's config. */
export const providerProperties: { readonly [name: string]: Property } = {
  kongAdminUri: {
    type: "string",
    required: true,
    pattern: {
      test: /^(https?|kubernetes):\/\/[^\s@]+$/,
      says: "an http://, https:// or kubernetes:// URL without user and password",
    },
    description: "Base URL of Kong's Admin API, such as http://127.0.0.1:8001.",
  },
  kongAdminToken: {
    type: "string",
    secret: true,
    description: "Sent as the header Kong-Admin-Token. Default: the environment's KONG_ADMIN_TOKEN, else none.",
  },
};
