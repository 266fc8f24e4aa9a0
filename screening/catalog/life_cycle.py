"""Life cycle of an asset: the classes that are not in service, and the words for them.

Words are in lower case, without accents, and with ``-ized``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LifeCycleClass:
    """A class of assets that are not in service.

    Attributes
    ----------
    name : str, as in ``include`` of a config
    words : tuple of str, phrases of a status that mean the class
    keys : tuple of str, keys of OpenStreetMap (``disused = yes``) that mean it, also as a
        prefix (``disused:power = line``) and as a value (``power = disused``)
    """

    name: str
    words: tuple[str, ...]
    keys: tuple[str, ...] = ()


LIFE_CYCLE_CLASSES = (
    LifeCycleClass(
        "planned",
        (
            *("planned", "plan", "planning", "in planning", "future", "conceptual", "concept"),
            *("not built", "unbuilt", "not constructed", "not completed", "not complete"),
            *("not installed", "not commissioned"),
            *("in design", "design", "in engineering", "engineering", "in development"),
            *("under development", "development", "not started", "pre construction"),
            *("preconstruction", "upcoming", "coming soon", "under study", "feasibility"),
            *("to be constructed", "geplant", "in planung", "planejada", "planejado", "projetada"),
            *("projetado", "planificada", "planificado", "proyectada", "proyectado"),
            *("en projet", "in progetto"),
        ),
        ("planned",),
    ),
    LifeCycleClass("proposed", ("proposed", "proposal", "prop"), ("proposed",)),
    LifeCycleClass("announced", ("announced",), ("announced",)),
    LifeCycleClass(
        "permitting",
        (
            *("permitting", "in permitting", "permitted", "pre permit", "under review"),
            *("application", "application filed", "awaiting approval", "pending approval"),
        ),
    ),
    LifeCycleClass("pending", ("pending",)),
    LifeCycleClass(
        "under construction",
        (
            *("under construction", "under const", "under constr", "in construction"),
            *("construction", "const", "u c", "uc", "being built", "currently being built"),
            *(
                "construction in progress",
                "construction started",
                "partially built",
                "percent complete",
            ),
            *("constr", "being constructed", "under implementation", "under execution"),
            *("under erection", "work in progress", "in bau", "im bau", "em construcao"),
            *("em obras", "en construccion", "en obras", "in costruzione"),
        ),
        ("construction",),
    ),
    LifeCycleClass(
        "not in service",
        (
            *("out of service", "inactive", "offline", "off line", "non operational"),
            *("inoperative", "inoperable", "nonoperational", "deenergized", "de energized"),
            *("deactivated", "disconnected", "idle", "idled", "mothballed", "dormant", "closed"),
            *("shut down", "shutdown", "unenergized", "oos", "out of operation", "out of use"),
            *("stillgelegt", "ausser betrieb", "hors service", "fuera de servicio"),
            *("fuera de operacion", "fora de servico", "fora de operacao", "desativada"),
            *("desativado", "fuori servizio"),
        ),
    ),
    LifeCycleClass("disused", ("disused", "unused"), ("disused",)),
    LifeCycleClass("abandoned", ("abandoned", "abandoned in place"), ("abandoned",)),
    LifeCycleClass("retired", ("retired", "retired in place")),
    LifeCycleClass(
        "decommissioned",
        ("decommissioned", "de commissioned", "decom", "decomm"),
        ("decommissioned",),
    ),
    LifeCycleClass(
        "demolished",
        ("demolished", "razed", "removed", "dismantled", "destroyed"),
        ("demolished", "razed", "removed", "dismantled", "destroyed"),
    ),
    LifeCycleClass("deleted", ("deleted",)),
    LifeCycleClass(
        "cancelled",
        ("cancelled", "canceled", "withdrawn", "rejected", "terminated", "shelved"),
        ("cancelled",),
    ),
    LifeCycleClass(
        "suspended",
        ("suspended", "on hold", "deferred", "postponed", "halted", "paused", "delayed"),
    ),
)
"""One vocabulary for every vector kind with a life cycle."""

IN_SERVICE = (
    *("in service", "inservice", "existing", "operational", "in operation", "operating"),
    *("active", "ok", "energized", "built", "as built", "asbuilt", "completed", "complete"),
    *("construction complete", "construction completed", "constructed", "lit", "live"),
    *("open", "current", "in use", "commissioned", "installed", "online", "on line", "dark"),
    *("ready for service", "commercial operation", "in commercial operation", "activated"),
    *("in betrieb", "bestand", "en service", "en servicio", "en operacion", "em operacao"),
    *("em servico", "operacao", "existente", "in esercizio"),
)
"""Phrases of a status that mean an asset in service; dark fiber is built."""

NEGATED = {
    "planned": ("not yet", "yet to be", "to be"),
    "not in service": (
        "not",
        "no longer",
        "not currently",
        "currently not",
        "non",
        "un",
        "in",
        "de",
    ),
}
"""Words before a phrase of ``IN_SERVICE`` that make it the class: "not yet energized"."""

EXPECTED = frozenset(
    ("expected", "target", "targeted", "anticipated", "estimated", "projected", "forecast", "soon")
)
"""Words with which an asset in service may be one to come: "in service expected"."""

NOT_STATED = (
    *("not available", "not applicable", "unknown", "na", "n a", "none", "null", "tbd", "nan"),
    *("undetermined", "unspecified", "not stated", "not known", "999999", "9999"),
)
"""Texts that state no life cycle; the asset stays."""

CHANGES_MEANING = frozenset(
    (
        *("not", "no", "non", "never", "without", "nor", "neither", "un"),
        *("former", "formerly", "previously", "previous", "was", "were", "ex", "until", "once"),
        *("now", "longer", "be", "will", "scheduled", "due", "after", "before", "replaced"),
        *("retirement", "retire", "retiring", "decommission", "decommissioning", "demolition"),
        *("demolish", "removal", "remove", "closure", "abandonment", "cancellation"),
        *("upgrade", "upgraded", "upgrades", "rebuild", "rebuilt", "expansion", "extension"),
        *("replacement", "reconductor", "reconductoring", "uprate", "conversion", "reactivated"),
        *("reactivation", "restored", "resumed", "recommissioned", "except", "partly", "partial"),
        *("partially", "semi", "de", "dis", "nao", "nicht", "pas", "ainda", "aun", "noch"),
    )
)
"""Words beside a phrase with which it may mean the opposite, or another asset: "formerly
proposed", "planned upgrade". Such a text is not understood."""

STATUS_ALIASES = (
    *("status", "route_status", "phase", "op_status", "oper_status", "operational_status"),
    *("operating_status", "lifecycle", "life_cycle", "lifecycle_status", "life_cycle_status"),
    *("project_status", "proj_status", "construction_status", "build_status", "state_of_build"),
    *("service_status", "asset_status"),
)
"""Names of columns that state a life cycle, each of which is judged."""

AFFIRMATIVE = ("yes", "true", "1", "y", "t")
NEGATIVE = ("no", "false", "0", "n", "f", "none")
"""Values of a key such as ``disused``."""
