"""The settings of an office's server: what is wrong is told with its line, nothing is guessed."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from each_row import each_row
from office_people import PASSWORDS, PEOPLE, PROXY, loaded, settings_of

from orgsheet.serve import password_file
from orgsheet.serve.password_file import is_password, read_passwords, set_password, with_password
from orgsheet.workspace.settings import SettingsError

HEAD = "サインイン名,名前,部,課,役割\n"


_LEADS = "opens_host_page: true\nhost_command: [/bin/sh]\n"


@each_row(
    ("text", "told"),
    [
        ("", "空です"),
        ("address: https://a.jp\npeople: 職員.csv\n", "どちらか一つ"),
        (f"{PROXY}passwords: p.txt\n", "どちらか一つ"),
        (PROXY.replace("10.0.0.5", "'*'"), "serve.yaml:5"),
        (PROXY.replace("10.0.0.5", "0.0.0.0"), "一台の IP アドレス"),  # noqa: S104 - refused
        (PROXY.replace("10.0.0.5", "'::'"), "一台の IP アドレス"),
        (PROXY.replace("10.0.0.5", "10.0.0.0/8"), "serve.yaml:5"),
        (PROXY.replace("[10.0.0.5]", "[]"), "serve.yaml:5"),
        (PROXY.replace("  secret_file: 合言葉.txt\n", ""), "secret_file"),
        (PROXY.replace("合言葉.txt", "ない.txt"), "ない.txt"),
        (PROXY.replace("職員.csv", "ない.csv"), "ない.csv"),
        (PROXY.replace("職員.csv", "市/職員.csv"), "リポジトリの外に移して"),
        (PROXY.replace("合言葉.txt", "市/../市/合言葉.txt"), "リポジトリの外に移して"),
        (PASSWORDS.replace("パスワード.txt", "市/パスワード.txt"), "リポジトリの外に移して"),
        (PROXY.replace("https://sheets.example.jp", "sheets.example.jp"), "serve.yaml:1"),
        (f"{PROXY}steps:\n  - 役割: 係長\n", "課長"),
        (f"{PROXY}sigth: 部\n", "sight"),
        (f"{PROXY}host_page: https://example.jp/\n", "host_page"),
        (f"{PROXY}host_page: 'javascript:alert(1)//{{枝}}'\n", "host_page"),
        (f"{PROXY}host_page: 'https://example.jp{{枝}}/'\n", "host_page"),
        (f"{PROXY}host_page: 'https://{{枝}}/x/{{枝}}'\n", "host_page"),
        (f"{PROXY}opens_host_page: true\n", "serve.yaml:8"),
        (f"{PROXY}{_LEADS}host_page: 'http://a.jp/{{枝}}'\n", "「https://」で始まる"),
        (f"{PROXY}host_command: [sh, 同期.sh]\n", "「/」から始まる"),
        (f"{PROXY}host_command: [/bin/sh, 市/sheets/R5/同期.sh]\n", "リポジトリの中"),
        (f"{PROXY}host_command: [/どこにも/ない]\n", "ありません"),
        (f"{PROXY}host_command: []\n", "host_command"),
        (f"{PROXY}listen: どこでも\n", "listen"),
        ("address: https://a.jp\npeople: []\npasswords: p\n", "一人もいません"),
    ],
)
def test_wrong_settings_are_told(text: str, told: str, tmp_path: Path) -> None:
    """With the line or the file, and what to write; nothing is started."""
    folder = tmp_path / str(abs(hash(text)))
    repository = folder / "市"
    repository.mkdir(parents=True)
    with pytest.raises(SettingsError, match=told):
        loaded(settings_of(folder, text), repository)


@each_row(
    ("table", "told"),
    [
        ("名前,役割\nあ,記入\n", "サインイン名"),
        (f"{HEAD}a,山田,,,係長\n", "職員.csv:2"),
        (f"{HEAD}a,山田,,,記入\nb,山田,,,記入\n", "書き分けて"),
        (f"{HEAD}a,山田,,,記入\na,佐藤,,,記入\n", "職員.csv:3"),
        (f"{HEAD}a,,,,記入\n", "「名前」が空"),
        (f"{HEAD}a,山<田,,,記入\n", "使えない文字"),
        ("サインイン名,名前,役割,住所\n", "住所"),
        (HEAD, "一人もいません"),
    ],
)
def test_a_wrong_table_of_people_is_told(table: str, told: str, tmp_path: Path) -> None:
    """With its line."""
    folder = tmp_path / str(abs(hash(table)))
    repository = folder / "市"
    repository.mkdir(parents=True)
    with pytest.raises(SettingsError, match=told):
        loaded(settings_of(folder, PROXY, table), repository)


def test_settings_inside_the_repository_are_refused(tmp_path: Path) -> None:
    """Names of staff and secrets do not get into its history."""
    repository = tmp_path / "市"
    repository.mkdir()
    with pytest.raises(SettingsError, match="リポジトリの外"):
        loaded(settings_of(repository / "設定"), repository)


@pytest.mark.parametrize("secret", ["", "a" * 15, "合言葉" * 6, "aaaaaaaa\naaaaaaaaa", "a" * 16])
def test_a_secret_that_could_be_guessed_or_not_sent_is_refused(tmp_path: Path, secret: str) -> None:
    """Fewer than 16 characters, or such as no header can carry."""
    repository = tmp_path / "市"
    repository.mkdir()
    settings = settings_of(tmp_path)
    (tmp_path / "合言葉.txt").write_text(secret, encoding="utf-8")
    if secret == "a" * 16:
        assert loaded(settings, repository).proxy is not None
        return
    with pytest.raises(SettingsError, match="16 文字以上"):
        loaded(settings, repository)


@pytest.mark.parametrize("way", ["folder", "link"])
@pytest.mark.parametrize(
    ("text", "inside"),
    [
        (PROXY, "serve.yaml"),
        (PROXY, "職員.csv"),
        (PROXY, "合言葉.txt"),
        (PASSWORDS, "パスワード.txt"),
        (f"{PASSWORDS}host_command: [/bin/sh, 送る.sh]\n", "送る.sh"),
    ],
)
def test_no_single_file_of_the_office_may_be_inside(
    tmp_path: Path, text: str, inside: str, way: str
) -> None:
    """Whichever of them is in the repository, itself or behind a link: the others do not count."""
    repository, office = tmp_path / "市", tmp_path / "庁内"
    repository.mkdir()
    settings = settings_of(office, text)
    for name in ("パスワード.txt", "送る.sh"):
        (office / name).write_text("", encoding="utf-8")
    if inside == "serve.yaml":
        for name in ("職員.csv", "合言葉.txt"):
            text = text.replace(name, f"../庁内/{name}")
        settings.write_text(text, encoding="utf-8")
    (office / inside).rename(repository / inside)
    if way == "link":
        (office / inside).symlink_to(repository / inside)
    elif inside == "serve.yaml":
        settings = repository / inside
    else:
        settings.write_text(text.replace(inside, f"../市/{inside}"), encoding="utf-8")
    with pytest.raises(SettingsError, match=f"{inside}」.*リポジトリの中"):
        loaded(settings, repository)


@each_row("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_table_as_excel_saves_it_is_read(encoding: str, tmp_path: Path) -> None:
    """In each of its encodings; two rows of one person are two posts."""
    folder = tmp_path / encoding
    repository = folder / "市"
    repository.mkdir(parents=True)
    path = settings_of(folder)
    rows = f"{PEOPLE}yamada,山田 花子,市民部,,閲覧,,\n"
    (folder / "職員.csv").write_bytes(rows.encode(encoding))
    people = loaded(path, repository).people.now()
    assert [post.department for post in people["yamada"].posts] == ["総務部", "市民部"]
    assert people["sato"].deputies == ("suzuki",)


def test_people_come_and_go_without_a_restart(tmp_path: Path) -> None:
    """A table that cannot be read changes nothing and is told."""
    repository = tmp_path / "市"
    repository.mkdir()
    people = loaded(settings_of(tmp_path), repository).people
    table = tmp_path / "職員.csv"
    assert "yamada" in people.now()
    table.write_text(PEOPLE.replace("yamada,山田 花子", "mori,森 花子"), encoding="utf-8")
    assert {"mori"} <= people.now().keys()
    assert "yamada" not in people.now()
    table.write_text("壊れた\n", encoding="utf-8")
    assert "mori" in people.now()
    assert "サインイン名" in people.trouble
    table.unlink()
    assert "mori" in people.now()
    assert "ありません" in people.trouble


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a password cost little here: what it costs is another promise."""
    monkeypatch.setitem(password_file._COST, "n", 1 << 6)


def test_who_is_not_in_the_file_is_not_told_apart_by_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that there is, one that there is not and a broken line cost one scrypt each."""
    monkeypatch.setitem(password_file._COST, "n", 1 << 6)
    file = with_password(b"", "yamada", "correct horse") + b"broken:scrypt:?:?\n"
    made: list[str] = []
    digest = password_file._digest

    def counted(password: str, salt: bytes) -> bytes:
        made.append(password)
        return digest(password, salt)

    monkeypatch.setattr(password_file, "_digest", counted)
    for name in ("yamada", "nobody", "broken", ""):
        made.clear()
        assert not is_password(file, name, "wrong password")
        assert len(made) == 1, name


def test_a_guess_costs_as_much_as_is_advised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each try takes 32 MiB three times over."""
    monkeypatch.undo()
    assert password_file._COST["n"] * password_file._COST["r"] * 128 == 32 << 20
    assert password_file._COST["p"] == 3


def test_one_password_of_two_people_is_two_lines_and_every_byte_of_a_line_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads the file does not see who have the same, nor is nearly right right."""
    monkeypatch.setitem(password_file._COST, "n", 1 << 6)
    path = tmp_path / "パスワード.txt"
    for key in ("a", "b"):
        set_password(path, key, "the-same-one")
    lines = read_passwords(path).decode().splitlines()
    (_, _, salt, digest), (_, _, other, _) = (line.split(":") for line in lines)
    assert salt != other
    kept = b64decode(digest)
    for place in range(len(kept)):
        near = kept[:place] + bytes([kept[place] ^ 1]) + kept[place + 1 :]
        line = f"a:scrypt:{salt}:{b64encode(near).decode()}\n"
        assert not is_password(line.encode(), "a", "the-same-one"), place
    assert not is_password(f"a:scrypt:{salt}:\n".encode(), "a", "the-same-one")


def test_passwords_are_kept_as_scrypt_and_only_the_right_one_is_right(tmp_path: Path) -> None:
    """A new one takes the old one's place and touches nobody else's; the file is the owner's."""
    path = tmp_path / "パスワード.txt"
    for key, password in (
        ("a", "あいうえおかきくけこ"),
        ("b", "b-password-1"),
        ("a", "new-password"),
    ):
        set_password(path, key, password)
    file = read_passwords(path)
    assert path.stat().st_mode & 0o077 == 0
    assert b"password" not in file
    assert len(file.splitlines()) == 2
    right = [("a", "new-password"), ("b", "b-password-1")]
    wrong = [
        ("a", "あいうえおかきくけこ"),
        ("a", ""),
        ("b", "new-password"),
        ("c", "new-password"),
        ("a:scrypt", "new-password"),
        ("a", "x" * 100_000),
    ]
    assert all(is_password(file, *one) for one in right)
    assert not any(is_password(file, *one) for one in wrong)
    for damaged in (b"a:scrypt:x:y\n", b"a:scrypt::\n", b"a:plain:x:y\n", b"\xff\xfe", b"a"):
        assert not is_password(damaged, "a", "")
