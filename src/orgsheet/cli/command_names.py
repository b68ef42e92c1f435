"""The commands by name; each is imported only when it is used."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from orgsheet.cli.typed_paths import direct, given_path

COMMANDS = {
    "lint": "シートを点検する",
    "fmt": "シートの書き方を整える",
    "import": "これまでのシート（文書から写した文字）を取り込む",
    "export": "シートを Word、Excel、PDF、HTML、表に書き出す",
    "site": "シートを、市民が読んで探せる頁（サイト）にする",
    "archive": "終わった年度のシートを、公文書として残す形にする",
    "explain": "規則の意味と直し方を見る",
    "deadline": "期限の言葉がどう読まれるかを見る",
    "diff": "年度や版の間で何が変わったかを見る",
    "link": "前の年度の行とのつながりを提案し、シートに書く",
    "log": "一つの事業を年度をまたいでたどる",
    "git": "Git にシートの比べ方と合わせ方を教える",
    "merge": "二人の変更を内容で合わせる",
    "review": "変更の提案（プルリクエスト）を点検し、一つのコメントにまとめる",
    "new": "前の年度から新しい年度のシートを作る",
    "status": "年度のシートがどこまでできたかを見る",
    "round": "評価の時期（中間、年度末など）を始め、終える",
    "results": "評価に足りないものを見る、記入用のファイルを作る",
    "summary": "一年の評価を部ごとにまとめる",
    "hearing": "予算編成の聞き取りに使う頁を作る",
    "calendar": "いつ何をするかを、月ごとに見る",
    "coverage": "計画の項目を、どの課が担っているかを見る",
    "workload": "担当の件数が、課の中でどう分かれているかを見る",
    "find": "シートの中の言葉を探す",
    "init": "自分の市のシートの置き場を作る",
    "upgrade": "前の版で作った置き場を、この版に合わせる",
    "serve": "シートをブラウザーの記入欄として開く",
    "lsp": "エディターの中で点検と候補を示す（エディターが起動する）",
    "form": "様式（どの欄があるか）を見る、シートを新しい様式に直す",
}
"""Name and one line of help; the module is told by `module_of`."""

HELP = "この説明を表示する。"
OPTIONS = "[指定]"


def module_of(command: str) -> str:
    """Return the dotted name of a command's module; no module can be called `import`."""
    return f"orgsheet.cli.commands.{'import_' if command == 'import' else command}"


class _Commands(click.Group):
    """A group that knows its commands' names without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(module_of(cmd_name))
        command: click.Command = module.command
        command.short_help = COMMANDS[cmd_name]
        return command

    def invoke(self, ctx: click.Context) -> object:
        """See `click.Group`; a mistake that click finds while it splits words tells its command."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            name = ctx.invoked_subcommand
            command = self.get_command(ctx, name) if name else None
            if error.ctx is None and command is not None:
                error.ctx = click.Context(command, ctx, name)
            raise


def group(rich_help: bool) -> click.Group:
    """Return the command line; `rich_help` loads the help that wraps by display width."""
    cls: type[click.Group] = _Commands
    if rich_help:
        from orgsheet.cli.help_pages import wrapped

        cls = wrapped(_Commands)

    @click.group(
        cls=cls,
        help="組織マネジメントシートを点検し、整えます。",
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
        add_help_option=False,
        options_metavar=OPTIONS,
        subcommand_metavar="命令 …",
    )
    @click.option(
        "-C",
        "folder",
        type=given_path,
        default=Path(),
        metavar="フォルダ",
        help="シートのあるフォルダ（「sheets」の入っているところ）。",
    )
    @click.help_option("-h", "--help", help=HELP)
    @click.version_option(
        package_name="orgsheet", message="orgsheet %(version)s", help="版を表示する。"
    )
    @click.pass_context
    def orgsheet(context: click.Context, folder: Path) -> None:
        context.obj = direct(folder) if ".." in folder.parts else folder

    assert isinstance(orgsheet, click.Group)
    return orgsheet
