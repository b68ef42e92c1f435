"""The parts of a Word document that are the same for every sheet: styles, footer, relations."""

from __future__ import annotations

from orgsheet.office.looks import FONT, HEADING_SIZE, LINE, SIZE, TITLE_SIZE

_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'


def xml(body: str) -> str:
    """Return a part of a package."""
    return _HEADER + body


def content_types(*, has_comments: bool, has_properties: bool) -> str:
    """Return the list of the parts' types."""
    named = [("document", "document.main"), ("styles", "styles"), ("settings", "settings")]
    named += [("footer1", "footer")]
    named += [("comments", "comments")] if has_comments else []
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}.{kind}+xml"/>'
        for name, kind in named
    )
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    parts += f'<Override PartName="/docProps/core.xml" ContentType="{core}"/>'
    if has_properties:
        custom = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
        parts += f'<Override PartName="/docProps/custom.xml" ContentType="{custom}"/>'
    return xml(
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


def package_relations(*, has_properties: bool) -> str:
    """Return what the package leads to."""
    targets = [
        (f"{R}/officeDocument", "word/document.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ]
    if has_properties:
        targets.append((f"{R}/custom-properties", "docProps/custom.xml"))
    return _relations(targets)


def document_relations(*, has_comments: bool) -> str:
    """Return what the document leads to; the footer is `rId3`."""
    names = ["styles", "settings", "footer"] + (["comments"] if has_comments else [])
    files = {"footer": "footer1"}
    return _relations([(f"{R}/{name}", f"{files.get(name, name)}.xml") for name in names])


def _relations(targets: list[tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return xml(f'<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>')


def core_properties(title: str) -> str:
    """Return the document's properties; `title` is escaped. It names no person and no day."""
    return xml(
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:language>ja-JP</dc:language></cp:coreProperties>"
    )


def custom_properties(name: str, value: str) -> str:
    """Return a part with one property of ours; `value` has nothing to escape."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006"
    return xml(
        f'<Properties xmlns="{kind}/custom-properties" xmlns:vt="{kind}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}">'
        f"<vt:lpwstr>{value}</vt:lpwstr></property></Properties>"
    )


def settings_part() -> str:
    """Return the settings: Japanese line breaks, no squeezing of marks."""
    return xml(
        f'<w:settings xmlns:w="{W}"><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="ja-JP"/></w:settings>'
    )


def footer_part() -> str:
    """Return the footer: the page's number and how many there are."""
    fields = "".join(
        f'{gap}<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        for name, gap in (
            ("PAGE", ""),
            ("NUMPAGES", '<w:r><w:t xml:space="preserve"> / </w:t></w:r>'),
        )
    )
    return xml(
        f'<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{fields}</w:p></w:ftr>'
    )


def styles_part() -> str:
    """Return the styles; every font is set for Japanese text, too, or Word takes its own."""
    exact = f'<w:spacing w:before="0" w:after="0" w:line="{LINE * 20}" w:lineRule="exact"/>'
    return xml(
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}'
        f'<w:sz w:val="{SIZE * 2}"/><w:szCs w:val="{SIZE * 2}"/>'
        '<w:lang w:val="en-US" w:eastAsia="ja-JP" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{exact}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "</w:style>"
        + _heading("Title", "Title", TITLE_SIZE, 0, None)
        + _heading("Heading1", "heading 1", TITLE_SIZE, 0, 0)
        + _heading("Heading2", "heading 2", HEADING_SIZE, 9, 1)
        + "</w:styles>"
    )


def _heading(identity: str, name: str, size: float, before: int, level: int | None) -> str:
    outline = "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
    half = round(size * 2)
    return (
        f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/>'
        f'<w:spacing w:before="{before * 20}" w:after="60" w:line="240" w:lineRule="auto"/>'
        f'{outline}</w:pPr><w:rPr>{_FONTS}<w:b/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        "</w:rPr></w:style>"
    )
