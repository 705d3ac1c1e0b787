"""The Telegram door: what workers write there goes to intake, what is in the outbox goes to them. Start at `door`."""
