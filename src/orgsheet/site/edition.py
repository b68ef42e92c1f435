"""What a site is made from: the sheets of its years as they may be shown, and how it is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from orgsheet.fiscal import FiscalYear
from orgsheet.fiscal.eras import date_text
from orgsheet.form.built_in_words import SAMPLE
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.registers.listing_order import ListingOrder
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.registers.scales import ScaleRegister, packaged_scales
from orgsheet.site.addresses import Addresses
from orgsheet.workspace.publication import NO_STAFF

DEFAULT_NAME = "組織マネジメントシート"


@dataclass(frozen=True)
class SiteYear:
    """A year's sheets that are shown, in the order of every list, and who has none yet."""

    year: FiscalYear
    sheets: tuple[Sheet, ...]
    kept_back: tuple[SheetId, ...] = ()

    @property
    def label(self) -> str:
        """The year's short name, R5."""
        return self.year.label

    @cached_property
    def by_id(self) -> dict[SheetId, Sheet]:
        """The sheets by what they are called."""
        return {sheet.id: sheet for sheet in self.sheets}

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """The departments that have a sheet, in the order of every list."""
        return tuple(dict.fromkeys(sheet.id.department for sheet in self.sheets))

    @cached_property
    def samples(self) -> tuple[str, ...]:
        """What samples among the sheets say of themselves, each once."""
        return tuple(dict.fromkeys(filter(None, map(sample_notice, self.sheets))))

    def samples_of(self, name: str) -> tuple[str, ...]:
        """Return what samples among a department's sheets say of themselves, each once."""
        return tuple(dict.fromkeys(filter(None, map(sample_notice, self.of_department(name)))))

    def of_department(self, name: str) -> tuple[Sheet, ...]:
        """Return the sheets of a department, its own first."""
        return self._by_department.get(name, ())

    @cached_property
    def _by_department(self) -> dict[str, tuple[Sheet, ...]]:
        found: dict[str, list[Sheet]] = {}
        for sheet in self.sheets:
            found.setdefault(sheet.id.department, []).append(sheet)
        return {name: tuple(sheets) for name, sheets in found.items()}


@dataclass(frozen=True)
class Edition:
    """One making of the site: everything that its pages depend on.

    `sheets` hold only what may be shown. `as_of` is the day as of which all is said and `version`
    the commit, "" where there is none; nothing else tells the time. `way_out` is what leads out
    of the pages, behind their menu: words and address.
    """

    years: tuple[SiteYear, ...]
    as_of: date
    plans: PlanRegister
    organization: OrganizationRegister
    name: str = DEFAULT_NAME
    address: str = ""
    licence: str = ""
    staff: str = NO_STAFF
    is_internal: bool = False
    version: str = ""
    way_out: tuple[tuple[str, str], ...] = ()
    scales: ScaleRegister = field(default_factory=packaged_scales)
    addresses: Addresses = field(default_factory=Addresses)

    @property
    def latest(self) -> SiteYear:
        """The latest year."""
        return self.years[-1]

    @property
    def listing(self) -> ListingOrder:
        """The order of every list."""
        return ListingOrder(self.organization)

    @property
    def dated(self) -> str:
        """The sentence at the foot of every page: as of which day all is said."""
        version = f"（版 {self.version}）" if self.version else ""
        return f"{date_text(self.as_of)}現在{version}"

    @property
    def notices(self) -> tuple[str, ...]:
        """What every page says first."""
        words = "庁内用です。公表しない欄と職員の名前、書き終えていないシートを含みます。"
        return (words,) if self.is_internal else ()

    def sheets(self) -> Iterator[Sheet]:
        """Yield the sheets of all years, the latest year's first."""
        for one in reversed(self.years):
            yield from one.sheets


def sample_notice(sheet: Sheet) -> str:
    """Return what a sample says of itself, "" for other sheets."""
    said = sheet.text(SAMPLE)
    return "" if said is None else f"{SAMPLE}: {said.text}"
