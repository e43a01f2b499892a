"""Write dossiers with their proofs to one file that another machine can verify."""

import random
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from processes.models import Dossier
from processes.services.bundle import NoHeadError, write
from processes.services.signing import NoKeyError, Signer, signer


class Command(BaseCommand):
    """``export_bundle CODE … | --sample N --output FILE``; see docs/proof.md."""

    help = "Write the evidence of some dossiers to a ZIP, for scripts/verify_bundle.py."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", help="codes of dossiers")
        parser.add_argument("--sample", type=int, metavar="N", help="so many, chosen by lot")
        parser.add_argument("--seed", type=int, help="makes the lot repeatable")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["codes"]) == bool(options["sample"]):
            raise CommandError("Give either codes of dossiers or --sample N.")
        dossiers = self._chosen(options)
        by = self._signer()
        part = options["output"].with_name(f"{options['output'].name}.part")
        try:
            with part.open("wb") as file:
                records = write(file, dossiers, by)
            part.replace(options["output"])
        except (NoHeadError, LookupError, OSError) as error:
            raise CommandError(str(error)) from None
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(
            f"dossiers={len(dossiers)} records={records} signed={by.key[:16] if by else 'no'}"
        )

    def _chosen(self, options: dict[str, Any]) -> list[Dossier]:
        codes = options["codes"]
        if options["sample"]:
            every = list(Dossier.objects.order_by("pk").values_list("code", flat=True))
            lot = random.Random(options["seed"])  # noqa: S311 - a lot, not a secret
            codes = lot.sample(every, min(options["sample"], len(every)))
        found = {d.code: d for d in Dossier.objects.filter(code__in=codes)}
        missing = [code for code in codes if code not in found]
        if missing:
            raise CommandError(f"There is no dossier {', '.join(missing)}.")
        return [found[code] for code in sorted(set(codes))]

    def _signer(self) -> Signer | None:
        try:
            return signer()
        except NoKeyError as error:
            self.stderr.write(f"The manifest is not signed: {error}")
            return None
