"""The rulesets that dossiers run by, one module each; modules here are found, not listed."""

from importlib import import_module
from pkgutil import iter_modules

from processes.engine import Ruleset

RULESETS: dict[str, Ruleset] = {
    ruleset.key: ruleset
    for ruleset in (
        import_module(f"{__name__}.{module.name}").RULESET for module in iter_modules(__path__)
    )
}
