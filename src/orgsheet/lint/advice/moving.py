"""How to move an entry from one list of a sheet to another one, so that both stay whole."""

from __future__ import annotations

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.likeness import normalize
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import Mapping, Scalar, Sequence, emit_scalar


def how_to_move(
    sheet: Sheet, plans: PlanRegister, item: Scalar, home: str, called: str
) -> tuple[str, str]:
    """Return in Japanese how to move an entry to the list `home`, and that list afterwards.

    The list may have the entry already, or none so far, and the entry may be the last of its own.
    `called` is what `home` stands for; the entry may be just that, which its list need not say.
    No list is returned where there is nothing to write.
    """
    plan = plans.find(item.text)
    meaning = plans.meaning(home, sheet.year) if sheet.year else None
    is_meant = plan is not None and meaning is not None and meaning.plan == plan
    rows = item.parent
    lists = rows.parent if rows is not None else None
    if not isinstance(rows, Sequence) or not isinstance(lists, Mapping):
        return f"「{item.text}」を {home}（{called}）の下へ移してください。", ""
    here = str(rows.step)
    target = lists.entries.get(home)
    there = [one for one in getattr(target, "items", ()) if isinstance(one, Scalar)]
    cited = next((table.numbers for table in sheet.form.lists if table.numbers), None)
    known = any(normalize(one.text) == normalize(item.text) for one in there)
    if is_meant:
        how = f"{home} がこの計画を指すので、ここの「{item.text}」を消してください。"
        how += "" if there else f"{home} には、この計画の項目のうち担うものを書きます。"
    elif known:
        how = f"{home}（{called}）にもあるので、ここの「{item.text}」を消してください。"
    else:
        how = f"「{item.text}」を {home}（{called}）の下へ移してください。"
    if len(rows.items) == 1:
        how += f"空になる {here} は「{here}: []」とします。"
        how += f"「{cited}」に {here} があれば、それも除きます。" if cited else ""
    if not there and cited:
        how += f"関わる行の「{cited}」に {home} がなければ、加えます。"
    texts = [one.text for one in there] + [item.text]
    lines = [f"{home}:", *(f"  - {emit_scalar(text, 0)}" for text in texts)]
    return how, "" if known or is_meant else "\n".join(lines)
