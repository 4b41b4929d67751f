import * as z from "zod/mini";
import { PARTNER_STATUSES } from "@/features/partners/words";
import { requestFields } from "@/features/referrals/request-search";
import { param } from "@/lib/url-state";

const schema = z.object({ ...requestFields(PARTNER_STATUSES), application: param.id() });

export type PartnersSearch = z.infer<typeof schema>;

export const readPartnersSearch = (raw: Record<string, unknown>): PartnersSearch => schema.parse(raw);
