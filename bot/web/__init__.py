"""The chat page and the HTTP API. `serve` runs both; Gradio is loaded only here, and only after the server answers."""

from bot.web.app import create_app
from bot.web.server import serve

__all__ = ["create_app", "serve"]
