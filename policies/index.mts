import { PolicyPack } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { policiesFor } from "./pack.ts";
import { demandsOf } from "./stack-demands.ts";

// Pulumi's runner gives every .ts entry to ts-node, which knows no `.ts` imports; an .mts entry it leaves to Node, which
// strips the types itself.
new PolicyPack("canary-release", { policies: policiesFor(demandsOf(pulumi.getStack())) });
