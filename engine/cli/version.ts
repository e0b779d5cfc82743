/**
 * What `pulumi version` says: a semantic version, which the Automation API compares. It names the Pulumi release whose
 * command line this engine follows, and that it is not that release.
 */
export const VERSION = "v3.260.0+embedded";
