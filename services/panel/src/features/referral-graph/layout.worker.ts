import { type Forest, layout } from "@/features/referral-graph/layout";

self.onmessage = ({ data }: MessageEvent<Forest>) => {
	const placed = layout(data);
	self.postMessage(placed, { transfer: Object.values(placed).map((list) => list.buffer) });
};
