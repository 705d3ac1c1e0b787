"""Who may do what, as data: `roles.yml` names the roles of every action, `may` answers for one colleague and one county."""

from cases.rights.table import (
    ACTIONS_FILE,
    CITY,
    KindRoles,
    RightsTable,
    covers,
    load_rights,
    may,
    require_right,
)

__all__ = ["ACTIONS_FILE", "CITY", "KindRoles", "RightsTable", "covers", "load_rights", "may", "require_right"]
