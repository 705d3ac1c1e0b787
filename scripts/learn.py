"""Learn what the bot needs from its own texts before it starts: the search over the cards, and the second look for danger.

Kept in var/cache under a key of everything learned from, so that it costs a minute or two once and a few seconds later. The bot
learns by itself what it does not find there.
"""

from __future__ import annotations

import asyncio
import time

from actions.assembly import learn
from bot.assembly import CACHE


def main() -> None:
    began = time.monotonic()
    print("· 学习政策卡片和危险信号的说法（头一次要一两分钟）…", flush=True)
    asyncio.run(learn(CACHE))
    print(f"· 学好了（{time.monotonic() - began:.0f} 秒）", flush=True)


if __name__ == "__main__":
    main()
