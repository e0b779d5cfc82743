import { serve } from "../builtin-provider/serve.ts";
import { dockerProvider } from "./provider/docker-provider.ts";

serve(dockerProvider);
