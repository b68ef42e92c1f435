"""The examples of the guide for an office really run: nginx, Apache, the unit of systemd.

Only ports and places of files are put in the place of those that the guide names.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import pytest
from conftest import ROOT
from desk import proposals_of
from git_repository import GitRepository
from office_people import repository_of
from served import free_port
from test_save import FILE, PATH

from orgsheet.serve.web_app import MOST_SENT

pytestmark = pytest.mark.slow

GUIDE = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")
SECRET = "a-secret-that-is-long-enough"  # noqa: S105 - of these tests alone
NAME = "orgsheet.example.lg.jp"
PROGRAM = Path(sys.executable).with_name("orgsheet")
LIMIT = 30
APACHE = next(filter(None, map(shutil.which, ("apache2", "/usr/sbin/apache2"))), None)
NGINX = next(filter(None, map(shutil.which, ("nginx", "/usr/sbin/nginx"))), None)
MODULES = Path("/usr/lib/apache2/modules")


def block(language: str, containing: str) -> str:
    """Return the one block of the guide in a language that contains something."""
    found = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    (text,) = [str(one) for one in found if containing in one]
    return text


def wait_for(number: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until something listens on a port; fail with what was said where it has ended."""
    last = time.monotonic() + LIMIT
    while True:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", number)) == 0:
                return
        said = log.read_text("utf-8", "replace") if log.exists() else ""
        assert process.poll() is None, said
        assert time.monotonic() < last, said
        time.sleep(0.1)


@dataclass
class Office:
    """The office of the guide: its repository, its settings, and the port it listens on."""

    repository: GitRepository
    settings: Path
    port: int


@contextmanager
def running(words: list[str], number: int, log: Path) -> Iterator[None]:
    """Run a program until it listens, and end it at last."""
    with log.open("wb") as written, subprocess.Popen(words, stdout=written, stderr=written) as one:
        try:
            wait_for(number, one, log)
            yield
        finally:
            one.terminate()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Write the settings and the table of people that the guide shows."""
    folder = tmp_path / "設定"
    folder.mkdir()
    (folder / "serve.yaml").write_text(block("yaml", "secret_file"), encoding="utf-8")
    (folder / "職員.csv").write_text(block("text", "サインイン名"), encoding="utf-8")
    (folder / "合言葉.txt").write_text(SECRET, encoding="utf-8")
    return Office(repository_of(tmp_path), folder / "serve.yaml", free_port())


@pytest.fixture
def served(office: Office, tmp_path: Path) -> Iterator[Office]:
    """Start the command of the guide."""
    (line,) = [one for one in block("sh", "--port 8347").splitlines() if "--settings" in one]
    words = [str(PROGRAM), *_placed(line, office).split()[1:]]
    with running(words, office.port, tmp_path / "serve.log"):
        yield office


def _placed(text: str, office: Office) -> str:
    for said, real in (
        ("/srv/orgsheet/venv/bin/orgsheet", PROGRAM),
        ("/srv/orgsheet/シート", office.repository.folder),
        ("/srv/orgsheet/設定", office.settings.parent),
        ("8347", office.port),
    ):
        text = text.replace(said, str(real))
    return text


@pytest.fixture
def place() -> Iterator[Path]:
    """Make what the examples name: a certificate, the users, the secret."""
    # Apache's own user must come in. It is not a folder of pytest's: each run of pytest shuts the
    # folder above them to others, also while this test of another run goes on.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        folder.chmod(0o711)
        _fill(folder)
        yield folder


def _fill(folder: Path) -> None:
    subject = ["-subj", f"/CN={NAME}", "-days", "2", "-nodes", "-newkey", "rsa:2048"]
    files = ["-keyout", str(folder / "orgsheet.key"), "-out", str(folder / "orgsheet.crt")]
    subprocess.run(["openssl", "req", "-x509", *subject, *files], check=True, capture_output=True)
    users = ""
    for key in ("yamada", "sato", "tanaka", "nobody"):
        made = ["openssl", "passwd", "-apr1", f"of {key}"]
        hashed = subprocess.run(made, check=True, capture_output=True, text=True).stdout
        users += f"{key}:{hashed}"
    (folder / "orgsheet-users").write_text(users, encoding="utf-8")
    for word in ("proxy_set_header", "RequestHeader"):
        written = block("text", word).replace("（合言葉）", SECRET)
        (folder / f"{word}.conf").write_text(written, encoding="utf-8")


def _example(wanted: tuple[str, str], served: Office, place: Path, folder: str, word: str) -> str:
    """Return a proxy's block of the guide with what it names where the test has put it."""
    text = _placed(block(*wanted), served)
    text = text.replace(f"/etc/{folder}/orgsheet-secret.conf", str(place / f"{word}.conf"))
    return text.replace("/etc/ssl/", f"{place}/").replace(f"/etc/{folder}/", f"{place}/")


@contextmanager
def nginx(served: Office, place: Path) -> Iterator[int]:
    """Run nginx with the block of the guide."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    number = free_port()
    text = _example(("nginx", "server_name"), served, place, "nginx", "proxy_set_header")
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{number} ssl")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {place}/{kind};\n" for kind in kinds)
    user = "user root;\n" if os.geteuid() == 0 else ""
    (place / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\n{user}pid {place}/nginx.pid;\n"
        f"error_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}{text}}}\n",
        encoding="utf-8",
    )
    words = [NGINX, "-p", str(place), "-c", str(place / "nginx.conf")]
    with running(words, number, place / "nginx.log"):
        yield number


@contextmanager
def apache(served: Office, place: Path) -> Iterator[int]:
    """Run Apache with the block of the guide and the modules that it names."""
    if APACHE is None or not MODULES.is_dir():
        pytest.skip("Apache is not installed")
    number = free_port()
    text = _example(("apache", "ProxyPass"), served, place, "apache2", "RequestHeader")
    text = text.replace("*:443", f"127.0.0.1:{number}")
    named = re.search(r"a2enmod ([a-z_ ]+)", GUIDE)
    assert named is not None
    # What Debian enables from the start, and what the guide enables.
    enabled = ["mpm_event", "authn_core", "authn_file", "authz_core", "authz_user"]
    enabled += ["socache_shmcb", *named[1].split()]
    loaded = [
        f"LoadModule {name}_module {MODULES}/mod_{name}.so"
        for name in enabled
        if (MODULES / f"mod_{name}.so").exists()
    ]
    user = ["User www-data", "Group www-data"] if os.geteuid() == 0 else []
    head = [f"ServerRoot {place}", f"Listen 127.0.0.1:{number}", f"PidFile {place}/apache.pid"]
    head += [*loaded, *user, f"ServerName {NAME}", f"ErrorLog {place}/error.log"]
    (place / "apache.conf").write_text("\n".join([*head, text]), encoding="utf-8")
    (place / "orgsheet-users").chmod(0o644)
    words = [APACHE, "-X", "-f", str(place / "apache.conf")]
    with running(words, number, place / "error.log"):
        yield number


@dataclass
class Staff:
    """A person's browser before the proxy: her password, and nothing else."""

    number: int
    key: str

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> tuple[int, str]:
        """Return status and text of an answer."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        link = http.client.HTTPSConnection("127.0.0.1", self.number, context=context, timeout=LIMIT)
        headers = {"Host": NAME, "Origin": f"https://{NAME}", "Content-Type": "application/json"}
        if self.key:
            pair = base64.b64encode(f"{self.key}:of {self.key}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        link.request(method, path, body, {**headers, **more})
        answer = link.getresponse()
        text = answer.read().decode("utf-8", "replace")
        link.close()
        return answer.status, text

    def post(self, path: str, content: object) -> dict[str, Any]:
        """Send what a page sends; return the data of the answer, which must be good."""
        status, text = self.ask("POST", path, json.dumps(content).encode())
        assert status == 200, text
        data: dict[str, Any] = json.loads(text)
        return data


PROXIES = {"nginx": nginx, "Apache": apache}


@pytest.fixture(params=PROXIES)
def door(request: pytest.FixtureRequest, served: Office, place: Path) -> Iterator[int]:
    """Run each proxy before the office."""
    with PROXIES[request.param](served, place) as number:
        yield number


def test_a_sheet_goes_its_whole_round_through_the_proxy(door: int, served: Office) -> None:
    """Fill in, hand in, approve twice: as the people who signed in at the proxy."""
    sheet = quote(PATH)
    yamada = Staff(door, "yamada")
    status, page = yamada.ask("GET", "/")
    assert status == 200
    assert "山田 花子" in page
    said = json.loads(yamada.ask("GET", f"/data/{sheet}")[1])
    data = json.loads(said["data"]) | {"組織目標": "代理を通して書いた。\n"}
    assert yamada.post(f"/save/{sheet}", {"data": data, "blob": said["blob"]})["saved"] is True
    assert len(proposals_of(served.repository)) == 1
    proposal = yamada.post(f"/submit/{sheet}", {})["next"]
    # Addresses are escaped by the browser; a name with a space is escaped twice.
    address = quote(proposal, safe="/%")
    for key in ("sato", "tanaka"):
        chief = Staff(door, key)
        status, page = chief.ask("GET", address)
        assert status == 200
        seen = re.search(r'name="seen" value="([^"]+)"', page)
        assert seen is not None
        chief.post(
            address.replace("/proposals/", "/act/"),
            {"act": "approve", "words": "", "seen": seen[1]},
        )
    assert proposals_of(served.repository) == []
    assert "代理を通して書いた。" in served.repository.git("show", f"main:{FILE}").stdout


def test_nobody_is_let_in_as_another(door: int, served: Office) -> None:
    """A name sent from outside has no effect in any spelling, nor has a way around the proxy."""
    assert Staff(door, "").ask("GET", "/")[0] == 401
    for spelling in ("X-Forwarded-User", "x-forwarded-user", "X_Forwarded_User"):
        status, page = Staff(door, "yamada").ask("GET", "/", more={spelling: "sato"})
        assert status == 200, spelling
        assert "山田 花子" in page
        assert "佐藤 太郎" not in page
        assert Staff(door, "").ask("GET", "/", more={spelling: "sato"})[0] == 401
    status, page = Staff(door, "nobody").ask("GET", "/")
    assert status == 403
    assert "職員の表に名前がありません" in page
    assert Staff(door, "yamada").ask("GET", "/", more={"Host": "evil.example.jp"})[0] in (
        400,
        403,
        421,
    )
    straight = http.client.HTTPConnection("127.0.0.1", served.port, timeout=LIMIT)
    straight.request("GET", "/", headers={"Host": NAME, "X-Forwarded-User": "sato"})
    assert straight.getresponse().status == 403
    straight.close()


def test_what_is_too_large_is_told_by_the_program_itself(door: int) -> None:
    """In Japanese and as data, as the page can show it; the proxy is no narrower."""
    body = b'{"x": "' + b"x" * MOST_SENT + b'"}'
    status, text = Staff(door, "yamada").ask("POST", f"/save/{quote(PATH)}", body)
    assert status == 400
    assert "受け取った内容を読めません" in json.loads(text)["told"]


def test_the_unit_of_systemd_is_one(office: Office, tmp_path: Path) -> None:
    """`systemd-analyze verify` has nothing to say of it."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "orgsheet.service"
    unit.write_text(_placed(block("ini", "Restart="), office), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in (done.stdout + done.stderr).splitlines() if "orgsheet" in line]
    assert said == []
    assert done.returncode == 0, done.stderr


def test_the_service_needs_no_more_than_its_unit_lets_it_write(
    office: Office, tmp_path: Path
) -> None:
    """All else read-only, no home, a /tmp and devices of its own: it starts and answers."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        pytest.skip("bubblewrap is not installed")
    unit = dict(re.findall(r"(?m)^(\w+)=(.*)$", _placed(block("ini", "Restart="), office)))
    assert unit["ProtectSystem"] == "strict"
    assert unit["ReadWritePaths"] == str(office.repository.folder)
    settings = office.settings.parent
    # The office lies below /tmp here, which the service has to itself.
    walls = ["--ro-bind", "/", "/", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/root"]  # noqa: S108
    for tree in {Path(sys.prefix), Path(sys.base_prefix), ROOT}:
        walls += ["--ro-bind", str(tree), str(tree)]
    walls += ["--ro-bind", str(settings), str(settings)]
    walls += ["--bind", unit["ReadWritePaths"], unit["ReadWritePaths"]]
    walls += ["--setenv", "HOME", "/srv/orgsheet", "--die-with-parent"]
    tried = subprocess.run([bwrap, *walls, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"no such walls here: {tried.stderr}")
    words = [*unit["ExecStart"].split(), "--port", str(office.port)]
    with running([bwrap, *walls, *words], office.port, tmp_path / "service.log"):
        link = http.client.HTTPConnection("127.0.0.1", office.port, timeout=LIMIT)
        named = {"Host": NAME, "X-Forwarded-User": "yamada", "X-Orgsheet-Secret": SECRET}
        link.request("GET", f"/data/{quote(PATH)}", headers=named)
        said = json.loads(link.getresponse().read())
        data = json.loads(said["data"]) | {"組織目標": "サービスで書いた。\n"}
        named |= {"Origin": f"https://{NAME}", "Content-Type": "application/json"}
        body = json.dumps({"data": data, "blob": said["blob"]})
        link.request("POST", f"/save/{quote(PATH)}", body, named)
        answer = link.getresponse()
        assert answer.status == 200, answer.read().decode()
        link.close()
    assert len(proposals_of(office.repository)) == 1


def test_the_timer_of_systemd_is_one(office: Office, tmp_path: Path) -> None:
    """The timer and what it starts, as the guide has them."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for name, holds in (("service", "oneshot"), ("timer", "OnBootSec")):
        text = _placed(block("ini", holds), office)
        (tmp_path / f"orgsheet-sync.{name}").write_text(text, encoding="utf-8")
    units = [str(tmp_path / f"orgsheet-sync.{name}") for name in ("service", "timer")]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )
    assert [line for line in done.stderr.splitlines() if "orgsheet" in line] == []
    assert done.returncode == 0, done.stderr
