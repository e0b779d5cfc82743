import { textAt } from "../objects/kube-object.ts";
import { conditionOf, nameIn, ofKind } from "./conditions.ts";
import { failed, READY, type Readiness, waiting } from "./verdict.ts";

export const VOLUME_CLAIM: Readiness = {
  related(claim) {
    const name = textAt(claim, "spec", "storageClassName");
    return name === "" ? [] : [{ resources: "storageclasses.v1.storage.k8s.io", name }];
  },
  judge(claim, related) {
    const phase = textAt(claim, "status", "phase");
    if (phase === "Bound") return READY;
    if (phase === "Lost") return failed("its volume is lost");
    const [storageClass] = ofKind(related, "StorageClass");
    // It is bound only when a pod uses it, which may be waiting for this claim.
    if (phase === "Pending" && storageClass?.volumeBindingMode === "WaitForFirstConsumer") return READY;
    return waiting("not bound to a volume yet", [{ text: "no volume is bound to it", eventsOf: nameIn(claim) }]);
  },
};

export const VOLUME: Readiness = {
  related: () => [],
  judge(volume) {
    const phase = textAt(volume, "status", "phase");
    if (phase === "Available" || phase === "Bound") return READY;
    if (phase === "Failed") return failed(`the volume failed: ${textAt(volume, "status", "message")}`);
    return waiting("not available yet");
  },
};

export const DEFINITION: Readiness = {
  related: () => [],
  judge(definition) {
    const names = conditionOf(definition, "NamesAccepted");
    if (names?.status === "False") return failed(`its names are not accepted (${names.reason}): ${names.message}`);
    if (conditionOf(definition, "Established")?.status === "True") return READY;
    return waiting("not established yet");
  },
};

export const NAMESPACE: Readiness = {
  related: () => [],
  judge(namespace) {
    const phase = textAt(namespace, "status", "phase");
    if (phase === "Active") return READY;
    return phase === "Terminating" ? failed("it is being deleted") : waiting("not active yet");
  },
};
