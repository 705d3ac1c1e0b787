"""What a conversation can be doing, one class a flow; `build_flows` knows them all."""

from __future__ import annotations

from collections.abc import Mapping

from actions.flows.base import Flow
from actions.flows.bookings import CancelBooking, Reschedule
from actions.flows.calculator import Calculating
from actions.flows.consultation import Consultation
from actions.flows.enrollment import Enrollment
from actions.flows.feedback import GiveFeedback
from actions.flows.handoff import Handoff
from actions.flows.privacy import Privacy
from actions.flows.status import CheckStatus
from actions.services import Services


def build_flows(services: Services) -> Mapping[str, Flow]:
    """Every flow by its id (the ids of taxonomy.yml, and that of the calculators)."""
    flows: tuple[Flow, ...] = (
        Consultation(services, flow_id="legal_consultation", walled=False),
        Consultation(services, flow_id="psych_consultation", walled=True),
        Enrollment(services),
        Calculating(services),
        CheckStatus(services),
        CancelBooking(services),
        Reschedule(services),
        Handoff(services),
        GiveFeedback(services),
        Privacy(services),
    )
    return {flow.id: flow for flow in flows}
