"""Each address of an office's server, asked by each kind of person who has no right to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from desk import proposals_of
from office_people import PEOPLE, PROXY, WHOLE, Staff, client_of, repository_of, settings_of
from test_save import PATH

OTHERS = """\
other,別田 人,市民部,市民課,記入,,
chief,別村 長,市民部,市民課,課長,,
head,別山 部,市民部,,部長,,
"""
SAID = "だれにも見せない目標"
PARTS = {
    "<path:path>": PATH,
    "<ending>": "docx",
    "<year>": "R5",
    "<department>": "総務部",
    "<label>": "R5",
    "<name>": "style.css",
}


def _sent(form: dict[str, Any], tip: str) -> list[dict[str, Any]]:
    """Return what each of the pages sends."""
    return [
        form,
        *({"act": act, "seen": tip, "words": "理由", "heir": "other"} for act in ACTS),
        {"seen": tip},
        {"old": "白石", "new": "黒田"},
        {"file": "", "name": "a.docx"},
    ]


ACTS = ("approve", "send_back", "withdraw", "hand_on")


@pytest.mark.slow
def test_no_address_shows_or_changes_another_section_s_sheet(tmp_path: Path) -> None:
    """A writer, a chief, a head and a reader of another department, and a stranger: none can.

    Every address that the server has is asked, and every one that writes is sent what each page
    sends: nothing of the sheet or its proposal is in an answer, and no branch moves.
    """
    repository = repository_of(tmp_path)
    repository.git("switch", "-q", "main")
    repository.write(WHOLE.replace("総務", "市民"), "sheets/R5/市民部/市民課.yaml")
    repository.commit()
    repository.git("switch", "-q", "--detach")
    settings = settings_of(tmp_path / "設定", f"{PROXY}sight: 課\n", PEOPLE + OTHERS)
    with client_of(repository, settings) as client:
        writer = Staff(client, "yamada")
        opened = writer.get(f"/data/{PATH}").get_json()
        form = {"data": json.loads(opened["data"]), "blob": opened["blob"]}
        form["data"]["組織目標"] = f"{SAID}を立てる。\n"
        assert writer.post(f"/save/{PATH}", form).status_code == 200
        page = writer.post(f"/submit/{PATH}", {}).get_json()["next"]
        assert SAID in writer.get(page).text
        (branch,) = proposals_of(repository)
        tip = repository.git("rev-parse", branch).stdout.strip()
        before = repository.git("for-each-ref").stdout
        parts = PARTS | {
            "<path:address>": page.removeprefix("/proposals/"),
            "<blob>": opened["blob"],
        }
        told = []
        for key in ("other", "chief", "head", "read", "nobody"):
            staff = Staff(client, key)
            for rule in client.application.url_map.iter_rules():
                path = rule.rule
                for mark, part in parts.items():
                    path = path.replace(mark, part)
                methods = rule.methods or set()
                bodies = _sent(form, tip) if "POST" in methods else []
                written = [staff.post(path, one) for one in bodies]
                told += [(key, path) for one in written if one.status_code < 400]
                read = [staff.get(path)] if "GET" in methods else []
                texts = (one.get_data().decode("utf-8", "replace") for one in (*written, *read))
                told += [(key, path) for text in texts if SAID in text or "総務課" in text]
        assert told == []
        assert repository.git("for-each-ref").stdout == before
