import * as z from "zod/mini";
import { PAYOUT_STATUSES } from "@/features/payouts/words";
import { requestFields } from "@/features/referrals/request-search";
import { param } from "@/lib/url-state";

const schema = z.object({ ...requestFields(PAYOUT_STATUSES), payout: param.id() });

export type PayoutsSearch = z.infer<typeof schema>;

export const readPayoutsSearch = (raw: Record<string, unknown>): PayoutsSearch => schema.parse(raw);
