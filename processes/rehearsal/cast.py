"""Who takes part: organisations with their products, each product with its fate."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from processes.models import (
    Appointment,
    CriteriaEdition,
    Organisation,
    OrganisationKind,
    Product,
    Subgroup,
    Unit,
)
from processes.roles import Role
from processes.text import fold

from .fate import DEMONSTRATED, HALTS, Fate, drawn
from .names import VILLAGES, organisation
from .play import Case
from .products import GOODS, Good
from .province import Province, Registry, bare, join

MOST = 3  # products of one organisation in a year
DEMO_GOODS = (0, 1, 2, 6, 16, 13, 19, 17)
HERE = 0.25  # share of the demonstration district


@dataclass
class Applicant:
    """An organisation, with what it makes."""

    organisation: Organisation
    appointment: Appointment
    trade: str
    goods: list[Good] = field(default_factory=list)


class Casting:
    """Draws everybody; nothing is written until :meth:`write`."""

    def __init__(self, province: Province, registry: Registry, rng: Random, until: date) -> None:
        self.province, self.registry, self.rng, self.until = province, registry, rng, until
        self.kinds = {k.code: k for k in OrganisationKind.objects.all()}
        self.subgroups = {s.criteria_set: s for s in Subgroup.objects.all()}
        # a product of a subgroup without criteria could not be rated
        known = set(CriteriaEdition.objects.values_list("number", flat=True))
        self.market = [good for good in GOODS if good.criteria_set in known]
        self.applicants: dict[int, list[Applicant]] = {}
        self.made: list[tuple[Applicant, Good, Fate, Unit, Unit]] = []

    def draw(self, dossiers: int, *, stuck: bool = True) -> None:
        """Draw so many products: first those of the demonstrating applicant, then the others.

        Args:
            stuck: Whether some of them are to stay in a state for good.
        """
        shown = DEMONSTRATED[: dossiers // 3 if stuck else 1]
        for number, halt in enumerate(shown):
            self._demonstrated(number, halt)
        every = max(2, (dossiers - len(shown)) // len(HALTS))
        for number in range(dossiers - len(shown)):
            halts = stuck and number % every == 0
            halt = HALTS[number // every % len(HALTS)] if halts else ""
            self._one(halt)

    def _demonstrated(self, number: int, halt: str) -> None:
        district = self.province.districts[0]
        commune = self.province.communes[district.pk][0]
        if number == 0:
            name = f"HTX Nông nghiệp Hạt Ngọc {bare(commune)}"
            self._found("chuthe", "cooperative", name, commune, "food")
        fate = drawn(self.rng, self.province.cycle.year, halt, self.until, late=True)
        if not halt:  # this one shows the whole journey: four stars in the first round
            fate = Fate(quality=82, opens_on=date(self.province.cycle.year, 3, 3), round=1)
        first = self.applicants[commune.pk][0]
        self._take(first, GOODS[DEMO_GOODS[number]], fate, commune, district)

    def _one(self, halt: str) -> None:
        early = halt.startswith(("idea", "plan"))
        here = early or self.rng.random() < (0.6 if halt else HERE)
        districts = self.province.districts
        others = districts[1:]
        weights = [d.population or 1 for d in others]
        district = districts[0] if here else self.rng.choices(others, weights)[0]
        communes = self.province.communes[district.pk]
        demo = here and (halt.endswith("at_commune") or self.rng.random() < 0.35)
        commune = communes[0] if demo else self.rng.choice(communes)
        good = self.rng.choice(self.market)
        fate = drawn(self.rng, self.province.cycle.year, halt, self.until, late=here)
        self._take(self._maker(good, commune), good, fate, commune, district)

    def _take(
        self, maker: Applicant, good: Good, fate: Fate, commune: Unit, district: Unit
    ) -> None:
        maker.goods.append(good)
        self.made.append((maker, good, fate, commune, district))

    def _maker(self, good: Good, commune: Unit) -> Applicant:
        trade = good.trade if good.trade in ("tourism", "weaving") else "food"
        free = [
            a
            for a in self.applicants.get(commune.pk, [])
            if a.trade == trade
            and len(a.goods) < MOST
            and good not in a.goods
            and a.appointment.user.username != "chuthe"
        ]
        if free and self.rng.random() < 0.5:
            return self.rng.choice(free)
        kind, name = organisation(self.rng, trade, bare(commune))
        number = sum(map(len, self.applicants.values())) + 1
        username = f"chuthe-{self.province.cycle.year % 100}-{number:03d}"
        return self._found(username, kind, name, commune, trade)

    def _found(self, username: str, kind: str, name: str, commune: Unit, trade: str) -> Applicant:
        made = Organisation(
            name=name,
            name_fold=fold(name),
            kind=self.kinds[kind],
            commune=commune,
            registration_number=f"6001{self.rng.randrange(10**6):06d}",
            address=f"{self.rng.choice(VILLAGES).capitalize()}, {commune.name}",
            phone=f"02623{self.rng.randrange(10**6):06d}",
        )
        appointment = self.registry.appoint(username, Role.APPLICANT, organisation=made)
        applicant = Applicant(made, appointment, trade)
        self.applicants.setdefault(commune.pk, []).append(applicant)
        return applicant

    def write(self) -> list[Case]:
        """Write organisations, people and products; return the cases to play."""
        everybody = [a for found in self.applicants.values() for a in found]
        Organisation.objects.bulk_create(a.organisation for a in everybody)
        for applicant in everybody:
            applicant.appointment.organisation = applicant.organisation
        self.registry.write()
        join(a.appointment for a in everybody)
        cases = list(self._cases())
        Product.objects.bulk_create(c.product for c in cases)
        return cases

    def _cases(self) -> Iterator[Case]:
        for maker, good, fate, commune, district in self.made:
            name = f"{good.name} {bare(commune)}"
            product = Product(
                organisation=maker.organisation,
                name=name,
                name_fold=fold(name),
                subgroup=self.subgroups[good.criteria_set],
                is_new=self.rng.random() < 0.6,
            )
            yield Case(
                product=product,
                applicant=maker.appointment,
                good=good,
                fate=fate,
                facts=self._facts(maker, good, commune),
                place=(commune.pk, district.pk),
            )

    def _facts(self, maker: Applicant, good: Good, commune: Unit) -> dict[str, object]:
        workers = self.rng.randrange(4, 40)
        return {
            "value": good.value,
            "pack": good.pack,
            "material": good.material,
            "craft": good.craft,
            "organisation": maker.organisation.name,
            "commune": commune.name,
            "village": self.rng.choice(VILLAGES),
            "hectares": self.rng.randrange(2, 60),
            "tonnes": self.rng.randrange(1, 40),
            "households": self.rng.randrange(5, 60),
            "workers": workers,
            "local": max(2, round(workers * self.rng.uniform(0.6, 1))),
            "capital": self.rng.randrange(5, 80) * 10,
        }
