import { serve } from "../builtin-provider/serve.ts";
import { kubernetesProvider } from "./provider/kubernetes-provider.ts";

// With the process go its kubectl commands and its kubeconfig (kubectl/).
serve(kubernetesProvider);
