/** The version of the plugin that this provider takes the place of; the SDK asks for one that is as new as itself. */
export const FOLLOWED_VERSION = "5.2.0";

/** After "is not supported by": who does not, and who does. */
export function insteadUse(): string {
  return (
    "the provider that is built into the embedded engine; install the plugin with " +
    `\`pulumi plugin install resource docker ${FOLLOWED_VERSION}\`, or use the Pulumi CLI`
  );
}
