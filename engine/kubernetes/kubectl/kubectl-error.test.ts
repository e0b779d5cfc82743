import { expect, test } from "vitest";
import { conflictsIn, failureOf, type KubectlFailure, messageIn, warningsIn } from "./kubectl-error.ts";

// As kubectl 1.34 writes them.
const CONFLICTS = `Warning: example
error: Apply failed with 5 conflicts: conflicts with "one":
- .data.a
- .data.b
conflicts with "two" using v1:
- .data.c
Please review the fields above--they currently have other managers. Here
`;
const ONE_CONFLICT =
  'error: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas\n';
const REFUSED = `E1125 22:02:44.425265   19751 memcache.go:265] "Unhandled Error" err="connection refused"
E1125 22:02:44.425574   19751 memcache.go:265] "Unhandled Error" err="connection refused"
The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?
`;

test.each<[KubectlFailure, string]>([
  ["unreachable", REFUSED],
  [
    "unreachable",
    "Unable to connect to the server: dial tcp: lookup nosuchhost.invalid on 10.0.0.53:53: no such host\n",
  ],
  [
    "unreachable",
    "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by …\n",
  ],
  ["unreachable", "Error from server (ServiceUnavailable): the server is currently unable to handle the request\n"],
  ["configuration", 'error: context "nope" does not exist\n'],
  ["configuration", 'error: error loading config file "/tmp/noca": yaml: line 3: did not find expected node content\n'],
  ["configuration", "error: stat /nonexistent: no such file or directory\n"],
  ["unauthorized", "error: You must be logged in to the server (Unauthorized)\n"],
  ["forbidden", 'Error from server (Forbidden): pods "nope" is forbidden: User "nobody" cannot get resource "pods"\n'],
  ["not-found", 'Error from server (NotFound): pods "nope" not found\n'],
  ["not-found", 'Error from server (NotFound): namespaces "nons" not found\n'],
  ["unknown-kind", "Error from server (NotFound): the server could not find the requested resource\n"],
  ["unknown-kind", 'error: the server doesn\'t have a resource type "foos"\n'],
  [
    "unknown-kind",
    'error: resource mapping not found for name: "a" namespace: "" from "STDIN": no matches for kind "Nope" in version "nope/v1"\nensure CRDs are installed first\n',
  ],
  ["conflict", CONFLICTS],
  ["conflict", "Error from server (Conflict): Operation cannot be fulfilled on configmaps: uid mismatch\n"],
  ["refused", 'The Job "j" is invalid: spec.completionMode: Invalid value: "connection refused": field is immutable\n'],
  ["refused", 'Error from server (InternalError): failed calling webhook "x": dial tcp: connection refused\n'],
  ["refused", "Error from server: failed to create typed patch object: .spec.foo: field not declared in schema\n"],
])("%s: %s", (failure, stderr) => expect(failureOf(stderr)).toBe(failure));

test("conflicts name managers and fields, whether on one line or in a list", () => {
  expect(conflictsIn(CONFLICTS)).toEqual([
    { manager: "one", fields: [".data.a", ".data.b"] },
    { manager: "two", fields: [".data.c"] },
  ]);
  expect(conflictsIn(ONE_CONFLICT)).toEqual([{ manager: "kubectl", fields: [".spec.replicas"] }]);
});

test("a message is told once, without what kubectl writes around it", () => {
  expect(messageIn(REFUSED)).toBe(
    "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?",
  );
  expect(messageIn('Warning: old\nError from server (NotFound): pods "nope" not found\n')).toBe(
    'pods "nope" not found',
  );
});

test("warnings are the server's", () => {
  expect(warningsIn("Warning: policy/v1beta1 is deprecated\nerror: x\nWarning: y\n")).toEqual([
    "policy/v1beta1 is deprecated",
    "y",
  ]);
});
