"""The web chat's server: the public API of the design, its health, and the worker's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, FastAPI, Response

from bot.web import shapes
from bot.web.chat import chat_routes
from bot.web.files import file_routes
from bot.web.guard import Guard
from bot.web.page import PageFile, serve_page
from bot.web.parts import Parts
from bot.web.problems import answer_errors
from bot.web.stream import Streams, stream_routes


def create_app(
    parts: Parts, *, page: Mapping[str, PageFile], streams: Streams, routers: Sequence[APIRouter] = ()
) -> FastAPI:
    """The whole app. `routers`: further doors, such as a messenger's webhook."""
    app = FastAPI(
        title="娘家人 chat API",
        version="1",
        description="What the worker's web chat speaks. Errors are application/problem+json.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # the usual pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        responses={"default": {"model": shapes.ProblemOut, "description": "application/problem+json"}},
    )
    app.add_middleware(Guard)
    answer_errors(app)
    app.include_router(chat_routes(parts))
    app.include_router(file_routes(parts))
    app.include_router(stream_routes(parts, streams))
    app.include_router(health_route(parts))
    for router in routers:
        app.include_router(router)
    serve_page(app, dict(page))
    return app


def health_route(parts: Parts) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/api/health")
    async def health() -> Response:
        """`ok`; `degraded` when something we can do without is away; `down` (503) without the database."""
        alive = await parts.alive()
        words = {name: "off" if up is None else "ok" if up else "down" for name, up in alive.items()}
        degraded = sorted(name for name, up in alive.items() if up is False)
        status = "ok" if not degraded else "down" if "database" in degraded else "degraded"
        return shapes.send({"status": status, **words, "degraded": degraded}, 503 if status == "down" else 200)

    return router
