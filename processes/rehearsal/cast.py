"""Who brings what: organisations with their products, and what their forms say."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from processes.engine import Kind
from processes.models import (
    Dossier,
    Draft,
    Organisation,
    OrganisationKind,
    Product,
    Subgroup,
)
from processes.roles import Role
from processes.services.drafts import save_draft

from . import names
from .products import GOODS, Good
from .province import DEMO_COMMUNE, PLACES, Province
from .texts import IMPROVED, TEXTS

SHARED = 0.3  # how often a product comes from an organisation that has one already
DEMO_PRODUCTS = 6


class Cast:
    """The organisations of a rehearsal, and what is known of each dossier's product."""

    def __init__(self, province: Province) -> None:
        self.province, self.rng = province, province.rng
        self.goods: dict[int, Good] = {}
        self.gaps: dict[int, dict[str, str]] = {}
        self._of_trade: dict[tuple[str, str], list[Organisation]] = defaultdict(list)
        self._codes = [code for codes in PLACES.values() for code in codes]
        self._demo: Organisation | None = None

    def key(self) -> UUID:
        """Return the next key against repetition, of this rehearsal's own chance."""
        return UUID(int=self.rng.getrandbits(128), version=4)

    def product(self, number: int) -> Product:
        """Return the ``number``-th product, of an old or a new organisation."""
        food = [g for g in GOODS if g.trade == "food"]
        good = self.rng.choice(food if number < DEMO_PRODUCTS else GOODS)
        organisation = self._organisation(good, demo=number < DEMO_PRODUCTS)
        name = good.name
        if Product.objects.filter(organisation=organisation, name=name).exists():
            name = f"{good.name} {self.rng.choice(names.BRANDS)} {number}"
        product = Product.objects.create(
            organisation=organisation,
            name=name,
            subgroup=Subgroup.objects.get(criteria_set=good.criteria_set),
            is_new=self.rng.random() < 0.6,
        )
        self.goods[product.pk] = good
        self.gaps[product.pk] = self._gaps(good, organisation)
        return product

    def _organisation(self, good: Good, *, demo: bool) -> Organisation:
        if demo and self._demo is not None:
            return self._demo
        code = DEMO_COMMUNE if demo else self.rng.choice(self._codes)
        known = self._of_trade[(good.trade, code)]
        if known and not demo and self.rng.random() < SHARED:
            return self.rng.choice(known)
        made = self._new(good, code, demo=demo)
        known.append(made)
        if demo:
            self._demo = made
        return made

    def _new(self, good: Good, code: str, *, demo: bool) -> Organisation:
        place = self.province.units[code]
        kind, name = names.organisation(self.rng, good.trade, place.name)
        if demo:
            kind, name = "cooperative", f"HTX Nông nghiệp Kơ Nia {place.name}"
        made = Organisation.objects.create(
            name=name,
            kind=OrganisationKind.objects.get(code=kind),
            commune=place,
            registration_number=f"40{self.rng.randrange(10**7, 10**8)}",
            address=f"{self.rng.choice(names.VILLAGES)}, {place.name}",
            phone=f"09{self.rng.randrange(10**7, 10**8)}",
        )
        seat = "applicant" if demo else f"applicant {made.pk}"
        held = self.province.seat(seat, f"chuthe-{made.pk}", Role.APPLICANT, organisation=made)
        self.province.belong(held, made)
        self.province.seats[f"of {made.pk}"] = held
        return made

    def _gaps(self, good: Good, organisation: Organisation) -> dict[str, str]:
        return {
            "value": good.value,
            "pack": good.pack,
            "material": good.material,
            "craft": good.craft,
            "organisation": organisation.name,
            "commune": organisation.commune.name,
            "village": self.rng.choice(names.VILLAGES),
            "tonnes": str(self.rng.randrange(1, 40)),
            "hectares": str(self.rng.randrange(2, 60)),
            "households": str(self.rng.randrange(5, 60)),
            "workers": str(self.rng.randrange(4, 40)),
            "local": str(self.rng.randrange(3, 12)),
            "capital": str(self.rng.randrange(20, 200) * 10),
        }

    def write(self, dossier: Dossier, sheet: str, *, better: bool = False) -> None:
        """Fill in a sheet; ``better`` adds a sentence to what was written before."""
        draft = Draft.objects.get(dossier=dossier, sheet=sheet)
        content = dict(draft.content) or self._content(dossier, sheet)
        if better:
            texts = [f.key for f in dossier.ruleset.sheets[sheet].fields if f.kind is Kind.TEXT]
            key = self.rng.choice(texts)
            content[key] = f"{content.get(key, '')}{self.rng.choice(IMPROVED)}".strip()
        held = self.province.seats[f"of {dossier.organisation_id}"]
        save_draft(dossier, sheet, content, by=held, version=draft.version)

    def _content(self, dossier: Dossier, sheet: str) -> dict[str, Any]:
        gaps = self.gaps[dossier.product_id]
        content: dict[str, Any] = {}
        for field in dossier.ruleset.sheets[sheet].fields:
            said = self.rng.choice(TEXTS[sheet].get(field.key, ("",))).format_map(gaps)
            if field.kind is Kind.INTEGER:
                content[field.key] = self._figure(field.key, int(gaps["workers"]))
            elif field.kind is Kind.CHOICE:
                content[field.key] = self.rng.choice(("3", "3", "4", "4", "4", "5"))
            elif said or field.required:
                content[field.key] = said or gaps["value"]
        return content

    def _figure(self, key: str, workers: int) -> int:
        if key == "workers":
            return workers
        if key == "local_workers":
            return max(1, workers - self.rng.randrange(0, 4))
        return self.rng.randrange(20, 300) * 10
