"""The journey as it is in force: as tables, data, pictures or models, and the proof that it is sound."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from processes.engine import Ruleset
from processes.engine.bpmn import as_bpmn
from processes.engine.drawing import as_json, as_mermaid, as_svg, as_table
from processes.engine.net import flaws, workflow_net
from processes.engine.pnml import as_pnml
from processes.models.cycle import WINDOW_LABELS
from processes.phases.ending import OPEN_DOSSIER
from processes.roles import Audience
from processes.rulesets import RULESETS

# what the tables call codes that are neither roles nor steps
NAMES = {
    **WINDOW_LABELS,
    Audience.COUNCIL.value: "Thành viên Hội đồng",
    Audience.HOLDER.value: "Người đang giữ hồ sơ",
}
FORMS = ("table", "json", "mermaid", "svg", "pnml", "bpmn")
README = Path(__file__).resolve().parents[2] / "README.md"


class Command(BaseCommand):
    """Needs no database; ``--check`` ends with ``states=N transitions=M problems=P``."""

    help = "Show a ruleset in one of its forms, or prove it sound (exit 1 if it is not)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ruleset", choices=sorted(RULESETS), default="dl_2022")
        parser.add_argument("--format", choices=FORMS, default="table")
        parser.add_argument("--output", type=Path, help="write to this file, not to the screen")
        parser.add_argument(
            "--acts", action="store_true", help="pnml, bpmn: with what leaves the state as it is"
        )
        parser.add_argument(
            "--write", action="store_true", help="bring processes/README.md up to date"
        )
        parser.add_argument("--check", action="store_true", help="prove the ruleset sound")

    def handle(self, *args: Any, **options: Any) -> None:
        ruleset = RULESETS[options["ruleset"]]
        if options["check"]:
            self._check(ruleset)
        elif options["write"]:
            README.write_text(up_to_date(README.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            self._show(written(ruleset, options["format"], acts=options["acts"]), options["output"])

    def _show(self, text: str, output: Path | None) -> None:
        if output is None:
            self.stdout.write(text)
        else:
            output.write_text(f"{text}\n", encoding="utf-8")

    def _check(self, ruleset: Ruleset) -> None:
        problems = [*ruleset.problems(), *flaws(workflow_net(ruleset, OPEN_DOSSIER))]
        for problem in problems:
            self.stdout.write(problem)
        self.stdout.write(
            f"states={len(ruleset.states)} transitions={len(ruleset.transitions)}"
            f" problems={len(problems)}"
        )
        if problems:
            sys.exit(1)


def written(ruleset: Ruleset, form: str, *, acts: bool = False) -> str:
    """Return the ruleset in one of its forms; ``acts`` matters to models only."""
    match form:
        case "json":
            return json.dumps(as_json(ruleset), ensure_ascii=False, indent=2)
        case "mermaid":
            return as_mermaid(ruleset)
        case "svg":
            return as_svg(ruleset)
        case "pnml":
            return as_pnml(workflow_net(ruleset, OPEN_DOSSIER, acts=acts))
        case "bpmn":
            return as_bpmn(ruleset, OPEN_DOSSIER, acts=acts)
        case _:
            return as_table(ruleset, NAMES)


def up_to_date(readme: str) -> str:
    """Return the text with the table and the diagram in force between their marks."""
    ruleset = RULESETS["dl_2022"]
    parts = {
        "lifecycle": written(ruleset, "table"),
        "diagram": f"```mermaid\n{written(ruleset, 'mermaid')}\n```",
    }
    for name, text in parts.items():
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        before, _mark, rest = readme.partition(begin)
        after = rest.partition(end)[2]
        readme = f"{before}{begin}\n{text}\n{end}{after}"
    return readme
