"""What the server keeps of questions that were answered."""

import json
import subprocess
import sys

SERVED = """
import json, sys
from functools import partial
from pathlib import Path
from starlette.testclient import TestClient
from bot.bot import Bot
from bot.config import Prompts, Settings
from bot.web import create_app

settings = Settings(home=Path(sys.argv[1]))
app = create_app(partial(Bot.open, settings), settings, Prompts.load(settings.prompts))
with TestClient(app, base_url="http://127.0.0.1:7860", client=("127.0.0.1", 1)) as client:
    while client.get("/").status_code != 200:
        pass
    for _ in range(5):
        event = client.post("/gradio_api/call/ask", json={"data": ["石家庄生物医药产业", [], "zh"]}).json()["event_id"]
        assert "event: complete" in client.get("/gradio_api/call/ask/" + event).text
    queue = app.routes[-1].app.app._app.get_blocks()._queue
    print(json.dumps({
        "sessions": len(queue.pending_event_ids_session),
        "messages": len(queue.pending_messages_per_session),
        "statistics": len(queue.event_analytics),
        "matplotlib": "matplotlib" in sys.modules,
    }))
"""

EMBEDDED = """
import importlib.util, sys, types
import bot.web.page
from gradio import utils

importlib.util.find_spec("matplotlib")  # raises where the module is blocked
assert "matplotlib" not in sys.modules
used = []
sys.modules["matplotlib"] = types.SimpleNamespace(get_backend=lambda: "own", use=used.append)
with utils.MatplotlibBackendMananger():
    assert used == ["agg"]
assert used == ["agg", "own"]
"""


def test_a_question_leaves_nothing_in_gradios_queue(tmp_path):
    """After some questions Gradio remembers the last at most, has made no statistics, and has not loaded matplotlib for them."""
    shown = subprocess.run([sys.executable, "-c", SERVED, str(tmp_path)], capture_output=True, text=True, check=True, encoding="utf-8")
    kept = json.loads(shown.stdout.splitlines()[-1])
    assert max(kept["sessions"], kept["messages"], kept["statistics"]) <= 1
    assert not kept["matplotlib"]


def test_a_program_around_the_page_keeps_matplotlib():
    """Importing the page neither loads nor hides matplotlib; where a program has loaded it, Gradio sets its backend as ever."""
    subprocess.run([sys.executable, "-c", EMBEDDED], check=True)
