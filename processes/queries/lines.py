"""What a line of a list says of a dossier, read for a whole page at once.

Not by joins: to plan a statement over ten tables takes a database longer than to read twenty rows,
and in a long list every row would be joined before the first is shown.
"""

from collections.abc import Iterable

from processes.models import Appointment, Council, Dossier, Organisation, Product, Unit


def complete(dossiers: Iterable[Dossier]) -> list[Dossier]:
    """Return the dossiers with product, organisation, units, councils and assignee.

    Two queries where there is no council yet and nobody took any of them up.
    """
    found = list(dossiers)
    products = Product.objects.select_related("organisation").in_bulk({d.product_id for d in found})
    organisations = {p.organisation_id: p.organisation for p in products.values()}
    organisations |= Organisation.objects.in_bulk(
        {d.organisation_id for d in found} - organisations.keys()
    )
    units = Unit.objects.in_bulk(
        {pk for d in found for pk in (d.commune_id, d.district_id, d.province_id)}
    )
    councils = Council.objects.in_bulk(
        {pk for d in found for pk in (d.district_council_id, d.province_council_id) if pk}
    )
    takers = Appointment.objects.select_related("user").in_bulk(
        {d.assignee_id for d in found if d.assignee_id}
    )
    for dossier in found:
        dossier.product = products[dossier.product_id]
        dossier.organisation = organisations[dossier.organisation_id]
        dossier.commune = units[dossier.commune_id]
        dossier.district = units[dossier.district_id]
        dossier.province = units[dossier.province_id]
        dossier.district_council = councils.get(dossier.district_council_id)
        dossier.province_council = councils.get(dossier.province_council_id)
        dossier.assignee = takers.get(dossier.assignee_id)
    return found
