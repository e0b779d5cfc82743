/** The tools that the sandbox offers. */
export const tools = ["echo"] as const;

export const defaultTool: (typeof tools)[number] = "echo";
