"""Pictures of a story while it happens: for the handbook when they are wanted, nothing at all in a test."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page, expect

LARGEST_BYTES = 260 * 1024
NOTICE_MS = 15_000


@dataclass(slots=True)
class Camera:
    """`folder` None: no pictures are taken, and the story runs as a test."""

    folder: Path | None = None

    async def take(self, page: Page, name: str) -> None:
        """Photograph what is on the screen as `<name>.png`. Raises RuntimeError when it is too heavy for the docs."""
        if self.folder is None:
            return
        await expect(page.locator(".q-notification")).to_have_count(
            0, timeout=NOTICE_MS
        )  # 已保存 and the like go by themselves
        await page.evaluate("document.activeElement && document.activeElement.blur()")
        await page.mouse.move(0, 0)
        await page.wait_for_timeout(500)  # menus fade, charts draw themselves
        path = self.folder / f"{name}.png"
        await page.screenshot(path=path)
        size = path.stat().st_size
        print(f"{path}  {size // 1024} KB", flush=True)
        if size > LARGEST_BYTES:
            raise RuntimeError(f"{path} is larger than {LARGEST_BYTES // 1024} KB")
