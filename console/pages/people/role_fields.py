"""Choosing roles: for each one where it holds, or nowhere."""

from __future__ import annotations

from collections.abc import Iterable

from nicegui import ui

from cases.models import ROLES
from cases.rights import CITY
from console import texts as console_texts
from console.texts import people as texts
from knowledge.taxonomy import Taxonomy

Role = tuple[str, str | None]


class RoleFields:
    def __init__(self, taxonomy: Taxonomy, roles: Iterable[Role] = ()) -> None:
        self._fields: dict[str, ui.select] = {}
        held: dict[str, list[str]] = {}
        for role, county in roles:
            held.setdefault(role, []).append(county or CITY)
        counties = {code: name for code, name in taxonomy.counties.items() if code != CITY}
        with ui.element("div").classes("role-fields"):
            for role in ROLES:
                places = {CITY: texts.WHOLE_CITY, **counties}
                places |= {code: code for code in held.get(role, ()) if code not in places}
                self._fields[role] = (
                    ui.select(places, label=console_texts.ROLES[role], value=held.get(role, []), multiple=True)
                    .props("outlined dense options-dense use-chips")
                    .classes("role-field")
                    .mark(f"role-{role}")
                )

    def chosen(self) -> list[Role]:
        """As the verbs want them: no county for the whole city, except a county desk's, which always names one."""
        return [
            (role, county if county != CITY or role == "county_desk" else None)
            for role, field in self._fields.items()
            for county in field.value or []
        ]
