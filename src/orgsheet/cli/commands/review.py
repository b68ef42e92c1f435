"""`orgsheet review`: a change checked with the base's policy, told as one comment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsheet.cli.commands.review_pages import published_pages
from orgsheet.cli.exits import CLEAN, FINDINGS, USAGE, CommandError
from orgsheet.cli.options import fail_on_option, format_option, outputs_option, redact_option
from orgsheet.lint.finding import SEVERITIES
from orgsheet.render.reporter import FINDING_FORMATS, REVIEW_FORMATS, render_findings

if TYPE_CHECKING:
    from orgsheet.files.git import Repository
    from orgsheet.review.assemble import Outcome
    from orgsheet.review.review_data import Review
    from orgsheet.review.states import Inputs
    from orgsheet.workspace.workspace import Workspace

_EXAMPLE = "例: orgsheet review --base main"
_MAX_LINKS = 500
_CONFLICTS_TOLD = 3


@click.command(
    "review",
    help="変更の提案（プルリクエスト）を、取り込む先の版の規則で点検し、一つのコメントにまとめます。"
    "例: orgsheet review --base main",
)
@click.option("--base", metavar="版", help="取り込む先の版。例: main、origin/main")
@click.option("--head", metavar="版", help="変更の入った版。書かなければ、いまのファイル。例: HEAD")
@format_option({**REVIEW_FORMATS, "github": FINDING_FORMATS["github"]}, default="markdown")
@outputs_option("json=review.json", "lint の形式（sarif、gitlab など）も使える。")
@fail_on_option(SEVERITIES, "この重さ以上で不合格（終了コード 1）: error、warning、info。")
@redact_option(
    "職員の名前と公表しない欄を伏せる／示す。書かなければ、取り込む先の版の公表の設定に従う。",
    default=None,
)
@click.option(
    "--render",
    type=click.Path(path_type=Path),
    metavar="ファイル",
    help="点検せず、json で書き出した結果をコメントの形にする。",
)
@click.option(
    "--links",
    default="",
    metavar="アドレス",
    help="指摘からファイルへつなぐときの、ファイルを見られる場所。例: https://…/blob/main",
)
@click.pass_obj
def command(
    folder: Path,
    base: str | None,
    head: str | None,
    format_: str,
    outputs: tuple[str, ...],
    fail_on: str | None,
    redact: bool | None,
    render: Path | None,
    links: str,
) -> int:
    from orgsheet.cli.output import put, read_outputs, refuse_taken, write
    from orgsheet.review.policy import BASELINE_PATH

    _require_address(links)
    files = read_outputs(outputs, folder)
    refuse_taken(files, [folder / BASELINE_PATH])
    if render is not None:
        if base is not None or head is not None:
            raise CommandError("--render は --base や --head と一緒には使いません。")
        review = _read(render)
        put(_comment(review, links, published_pages(folder)))
        return FINDINGS if review.failed else CLEAN
    if base is None:
        raise CommandError(f"取り込む先の版を --base で書いてください。{_EXAMPLE}")
    with ExitStack() as stack:
        outcome = _outcome(folder, base, head, stack, fail_level=fail_on, redact=redact)
        rendered = partial(_rendered, outcome, links)
        put(rendered(format_))
        if write(rendered, files):
            return USAGE
    return FINDINGS if outcome.review.failed else CLEAN


def _require_address(links: str) -> None:
    """Refuse an address that could be anything but the beginning of a link."""
    odd = not links.isascii() or any(char in "<>()[]\\\"'` \t\r\n" for char in links)
    if links and (odd or not links.startswith("https://") or len(links) > _MAX_LINKS):
        raise CommandError(
            "--links には https:// で始まるアドレスを書いてください。"
            "例: --links https://（ホスト）/（市）/（リポジトリ）/blob/main"
        )


_NOTHING = "「{base}」と違うシートや設定がないため、点検したものはありません。"


def _outcome(
    folder: Path,
    base: str,
    head: str | None,
    stack: ExitStack,
    *,
    fail_level: str | None,
    redact: bool | None,
) -> Outcome:
    from orgsheet.files.git import open_repository
    from orgsheet.review.assemble import review_change

    repository = stack.enter_context(open_repository(folder))
    inputs = _inputs(repository, folder, base, head)
    if not inputs.before.paths and not inputs.after.paths:
        raise CommandError(
            "変更の前にも後にも、シートを置く「sheets」フォルダがありません。"
            "シートのあるフォルダを -C で指定してください。"
            "初めてのときは orgsheet init で作れます。"
        )
    outcome = review_change(inputs, fail_level=fail_level, redact=redact)
    review = outcome.review
    if not (review.sheets or review.policy or review.failed):
        review = review._replace(notices=(*review.notices, _NOTHING.format(base=base)))
    return outcome._replace(review=review)


def _inputs(repository: Repository, folder: Path, base: str, head: str | None) -> Inputs:
    """Return the states to compare: the change is what came since it parted from the base."""
    from orgsheet.cli.two_sides import content_of, folder_below_top, version_of, workspace_at
    from orgsheet.files.git import GitFiles, MergedFiles
    from orgsheet.files.trees import FolderFiles
    from orgsheet.lint.host_paths import prefix_of
    from orgsheet.review.states import Inputs
    from orgsheet.workspace.workspace import Workspace

    target = repository.resolve(base)
    tip = repository.resolve("HEAD" if head is None else head)
    bases = _bases(repository, target, tip)
    if tip in bases and head is not None:
        raise CommandError(
            f"「{base}」には「{head}」の変更がすべて入っているため、比べるものがありません。"
            "何も点検していません。"
            "--base に取り込む先、--head に変更の入った版を書いてください。"
        )
    # Where each side had merged the other, no one of the commits tells what the change brings;
    # what a merge could bring differs from the target in any case.
    is_single = len(bases) == 1
    parted = bases[0] if is_single and head is None else target
    at_base = workspace_at(repository, _root(repository, folder, target), target)
    notices = [] if is_single else [_criss_cross(base)]
    version: Callable[[Workspace, str], object] = version_of
    if head is None:
        after = Workspace(FolderFiles(at_base.root), at_base.root)
        version = content_of
    elif is_single and bases[0] != target:
        merged = MergedFiles(
            repository, bases[0], target, tip, folder_below_top(repository, at_base.root)
        )
        notices += _conflict_notice(merged.conflicts, base)
        after = Workspace(merged, at_base.root)
    else:
        after = workspace_at(repository, at_base.root, tip)
    before = at_base if parted == target else workspace_at(repository, at_base.root, parted)
    top = repository.top.resolve()
    prefix = prefix_of(at_base.root)
    before_top, after_top = before.files, after.files
    if at_base.root != top:
        before_top = GitFiles(repository, parted)
        after_top = (
            FolderFiles(top)
            if head is None
            else MergedFiles(repository, bases[0], target, tip)
            if is_single
            else GitFiles(repository, tip)
        )
    if repository.is_shallow():
        notices.append(
            "履歴が途中までの写し（shallow clone）で点検しました。"
            "分かれ目は本当のものより古いかもしれません。"
        )
    return Inputs(
        base=at_base,
        before=before,
        after=after,
        version=version,
        label=f"{base} との分かれ目" if parted != target else base,
        base_commit=target,
        head_commit="" if head is None else tip,
        notices=tuple(notices),
        prefix=prefix,
        cached=_cached(repository, prefix, tip),
        before_top=before_top,
        after_top=after_top,
    )


def _cached(repository: Repository, prefix: str, tip: str) -> tuple[str, ...]:
    """Return the files of an earlier run's record that the change has recorded.

    In the work tree the record lies beside the sheets, as it should.
    """
    from orgsheet.lint.cache import FOLDER

    entries = repository.entries(tip, f"{prefix}{FOLDER}")
    return tuple(entry.path.removeprefix(prefix) for entry in entries)


def _root(repository: Repository, folder: Path, commit: str) -> Path:
    """Return the workspace's folder as the base has it, so that no change chooses another.

    Where the base has none at or above `folder`, it is the one that is there now.
    """
    from orgsheet.cli.two_sides import current_root
    from orgsheet.workspace.layout import SETTINGS_PATH, SHEETS

    top, start = repository.top.resolve(), folder.resolve()
    for place in (start, *start.parents):
        if place.is_relative_to(top):
            inner = place.relative_to(top)
            if any(
                repository.entries(commit, (inner / name).as_posix())
                for name in (SHEETS, SETTINGS_PATH)
            ):
                return place
    return current_root(repository, folder)


def _conflict_notice(conflicts: Sequence[str], base: str) -> list[str]:
    """Return what to say of the files that both sides changed in one place."""
    if not conflicts:
        return []
    more = len(conflicts) - _CONFLICTS_TOLD
    names = "、".join(f"「{path}」" for path in conflicts[:_CONFLICTS_TOLD])
    names += f"ほか {more} 件" if more > 0 else ""
    return [
        (
            f"{names}は、「{base}」でも同じところが変わっていて、このままでは取り込めません。"
            "変更の側の中身を点検しました。"
            f"変更の枝で git merge {base} を実行し、合わせてから、もう一度点検してください。"
        )
    ]


def _criss_cross(base: str) -> str:
    return (
        f"この変更と「{base}」は互いに取り込み合っていて、分かれ目が一つに決まりません。"
        f"見落としのないように「{base}」の今の中身と比べたので、{base} にだけある変更も、"
        "元に戻されたように見えます。変更の枝で次を実行してから、もう一度点検してください。"
        f"例: git merge {base}"
    )


def _bases(repository: Repository, target: str, tip: str) -> tuple[str, ...]:
    """Return the commits from which the change started."""
    from orgsheet.files.git import GitError

    try:
        return repository.merge_bases(target, tip)
    except GitError as error:
        if repository.is_shallow():
            raise
        raise CommandError(
            "この変更と取り込む先には、共通の元がありません。"
            "取り込む先から作り直した枝に、変更を移してください。例: git switch -c 新しい枝 main"
        ) from error


def _rendered(outcome: Outcome, links: str, name: str) -> str:
    """Return the review as its comment or JSON, or its findings alone in any other format."""
    if name == "markdown":
        pages = {rule.id: rule.page for rule in outcome.report.rules}
        return _comment(outcome.review, links, lambda rule: pages.get(rule, ""))
    if name in REVIEW_FORMATS:
        text: str = REVIEW_FORMATS[name].render(outcome.review)
        return text
    return render_findings(outcome.report, name)


def _comment(review: Review, links: str, page_of: Callable[[str], str]) -> str:
    text: str = REVIEW_FORMATS["markdown"].render(review, links=links, page_of=page_of)
    return text


def _read(path: Path) -> Review:
    from orgsheet.files import read_file
    from orgsheet.render.review.json import MAX_BYTES, ReviewFileError, read_review
    from orgsheet.workspace.workspace import packaged_workspace

    try:
        data = read_file(path, limit=MAX_BYTES)
        return read_review(data, packaged_workspace().schema("review"))
    except FileNotFoundError:
        raise CommandError(f"「{path}」がありません。名前を確かめてください。") from None
    except ReviewFileError as error:
        raise CommandError(f"{path}: {error}") from error
